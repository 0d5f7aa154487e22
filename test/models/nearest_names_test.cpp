// SPDX-License-Identifier: Apache-2.0
#include "models/nearest_names.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("the nearest names come first, each group's best", "[models]") {
  const std::vector<Names> groups = {{"resnet50", "tv_resnet50"}, {"resnet18"}, {"senet154"}, {}};
  CHECK(nearest_names("resnet51", groups, 2) == Names{"resnet50", "resnet18"});
  CHECK(nearest_names("tv_resnet5O", groups, 1) == Names{"tv_resnet50"});
  CHECK(nearest_names("x", groups, 9).size() == 3);
  CHECK(nearest_names("x", {}, 9).empty());
}

TEST_CASE("a name that goes on is nearer than a shorter one that differs", "[models]") {
  const std::vector<Names> groups = {
      {"seresnet152d"}, {"seresnextaa101d_32x8d.sw_in12k"}, {"seresnextaa101d_32x8d.ah_in1k"}};
  CHECK(nearest_names("seresnextaa101d", groups, 2) ==
        Names{"seresnextaa101d_32x8d.ah_in1k", "seresnextaa101d_32x8d.sw_in12k"});
}

}  // namespace
}  // namespace resnext
