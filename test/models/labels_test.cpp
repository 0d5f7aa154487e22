// SPDX-License-Identifier: Apache-2.0
#include "models/labels.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "models/embedded.h"

namespace resnext {
namespace {

TEST_CASE("ImageNet-1k's labels are complete and in order", "[models]") {
  const std::vector<Label> labels = parse_labels(embedded_labels("imagenet1k").value(), "list");
  REQUIRE(labels.size() == 1000);
  CHECK(labels[0].name == "tench");
  CHECK(labels[258].name == "Samoyed");
  CHECK(labels[258].wnid == "n02111889");
  CHECK(labels[999].imagenet_index == 999);
  for (std::size_t i = 1; i < labels.size(); ++i) {
    CHECK(labels[i - 1].wnid < labels[i].wnid);
  }
}

TEST_CASE("a subset keeps its ImageNet index", "[models]") {
  const auto labels =
      parse_labels("index\twnid\timagenet_index\tlabel\n0\tn01443537\t1\tgoldfish\n", "list");
  REQUIRE(labels.size() == 1);
  CHECK(labels[0].imagenet_index == 1);
}

TEST_CASE("ImageNet-12k's labels are those of ImageNet-1k where the classes are", "[models]") {
  const std::vector<Label> imagenet =
      parse_labels(embedded_labels("imagenet1k").value(), "imagenet1k");
  const std::vector<Label> labels =
      parse_labels(embedded_labels("imagenet12k").value(), "imagenet12k");
  REQUIRE(labels.size() == 11821);
  CHECK(labels[0].wnid == "n00005787");
  CHECK(labels[0].name == "benthos");
  int shared = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    INFO(labels[i].wnid);
    CHECK((i == 0 || labels[i - 1].wnid < labels[i].wnid));
    if (labels[i].imagenet_index) {
      const Label& same = imagenet.at(static_cast<std::size_t>(*labels[i].imagenet_index));
      CHECK(same.wnid == labels[i].wnid);
      CHECK(same.name == labels[i].name);
      ++shared;
    }
  }
  CHECK(shared == 993);
}

TEST_CASE("a class that is not one of ImageNet-1k's has no index there", "[models]") {
  const std::vector<Label> labels =
      parse_labels("index\twnid\timagenet_index\tlabel\n0\tn00005787\t\tbenthos\n", "list");
  REQUIRE(labels.size() == 1);
  CHECK_FALSE(labels[0].imagenet_index);
}

TEST_CASE("a broken label list is refused with its line", "[models]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", "empty"},
      {"wnid\tlabel\nx\ty\n", "\"index\" and \"label\""},
      {"index\tlabel\n0\ta\tb\n", "line 2: expected 2 columns, found 3"},
      {"index\tlabel\n0\ta\n2\tb\n", "line 3: indices must run"},
      {"index\tlabel\nzero\ta\n", "line 2: expected a class index"},
  }));
  CHECK_THROWS_WITH(parse_labels(text, "list.tsv"),
                    Catch::StartsWith("list.tsv") && Catch::Contains(expected));
}

TEST_CASE("Tiny-ImageNet's classes are ImageNet's, sorted by WordNet id", "[models]") {
  const std::vector<Label> imagenet =
      parse_labels(embedded_labels("imagenet1k").value(), "imagenet1k");
  const std::vector<Label> tiny =
      parse_labels(embedded_labels("tiny_imagenet200").value(), "tiny_imagenet200");
  REQUIRE(tiny.size() == 200);
  for (std::size_t i = 0; i < tiny.size(); ++i) {
    INFO(tiny[i].wnid);
    REQUIRE(tiny[i].imagenet_index);
    const Label& same = imagenet.at(static_cast<std::size_t>(*tiny[i].imagenet_index));
    CHECK(same.wnid == tiny[i].wnid);
    CHECK(same.name == tiny[i].name);
    CHECK((i == 0 || tiny[i - 1].wnid < tiny[i].wnid));
  }
}

}  // namespace
}  // namespace resnext
