// SPDX-License-Identifier: Apache-2.0
#include "output/known_classes.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

std::vector<Label> labels(int of_imagenet, int others) {
  std::vector<Label> list;
  for (int i = 0; i < of_imagenet + others; ++i) {
    list.push_back({"c" + std::to_string(i), "", {}});
    if (i < of_imagenet) {
      list.back().imagenet_index = i;
    }
  }
  return list;
}

TEST_CASE("a model's classes are told in half a line", "[output]") {
  CHECK(known_classes(labels(1000, 0)) == "ImageNet's 1000 classes");
  CHECK(known_classes(labels(200, 0)) == "200 of ImageNet's 1000 classes");
  CHECK(known_classes(labels(3, 4)) == "7 classes, 3 of them ImageNet's");
  CHECK(known_classes(labels(0, 2)) == "2 classes: c0, c1");
  CHECK(known_classes(labels(0, 9)) == "9 classes: c0, c1, c2, c3, c4, c5, ...");
}

}  // namespace
}  // namespace resnext
