// SPDX-License-Identifier: Apache-2.0
#include "base/text/nearest_names.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("the nearest names come first, each group's best", "[base]") {
  const std::vector<Names> groups = {{"resnet50", "tv_resnet50"}, {"resnet18"}, {"senet154"}, {}};
  CHECK(nearest_names("resnet51", groups, 2) == Names{"resnet50", "resnet18"});
  CHECK(nearest_names("tv_resnet5O", groups, 1) == Names{"tv_resnet50"});
  CHECK(nearest_names("x", groups, 9).size() == 3);
  CHECK(nearest_names("x", {}, 9).empty());
}

TEST_CASE("a name that goes on is nearer than a shorter one that differs", "[base]") {
  const std::vector<Names> groups = {
      {"seresnet152d"}, {"seresnextaa101d_32x8d.sw_in12k"}, {"seresnextaa101d_32x8d.ah_in1k"}};
  CHECK(nearest_names("seresnextaa101d", groups, 2) ==
        Names{"seresnextaa101d_32x8d.ah_in1k", "seresnextaa101d_32x8d.sw_in12k"});
}

TEST_CASE("a mistyped name is recognised, another word is not", "[base]") {
  const Names names = {"models",    "evaluate", "features", "finetune",
                       "benchmark", "weights",  "help"};
  CHECK(likely_name("model", names) == "models");
  CHECK(likely_name("fine-tune", names) == "finetune");
  CHECK(likely_name("evalaute", names) == "evaluate");
  CHECK(likely_name("modle", names) == "models");
  CHECK(likely_name("hlep", names) == "help");
  CHECK(likely_name("BENCH", names) == "benchmark");
  CHECK(likely_name("weigths", names) == "weights");
  for (const char* word : {"", "x", "photo", "dog", "photos", "be", "eats", "models of cars"}) {
    CHECK(likely_name(word, names) == std::nullopt);
  }
  CHECK(likely_name("csv", {"tsv", "csv"}) == "csv");
  CHECK(likely_name("yaml", {"json", "csv"}) == std::nullopt);
  CHECK(did_you_mean("jsn", {"csv", "json"}) == "; did you mean json?");
  CHECK(did_you_mean("yaml", {"csv", "json"}).empty());
}

}  // namespace
}  // namespace resnext
