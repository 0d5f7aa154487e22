// SPDX-License-Identifier: Apache-2.0
#include "inference/select_models.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace resnext {
namespace {

ModelDescription model(const std::string& id, std::int64_t parameters, std::int64_t multiply_adds,
                       std::optional<double> top1, const std::string& license) {
  ModelDescription description;
  description.config.id = id;
  description.config.description = id + ", trained on ImageNet-1k";
  description.config.aliases = {"old_" + id};
  description.config.card.license.id = license;
  if (top1) {
    description.config.card.accuracy = {{"ImageNet-1k validation", *top1, std::nullopt, "test"}};
  }
  description.parameters = parameters;
  description.multiply_adds = multiply_adds;
  return description;
}

std::vector<ModelDescription> models() {
  return {model("net101", 40'000'000, 8'000'000, 80.5, "CC-BY-NC-4.0"),
          model("net18", 11'000'000, 2'000'000, 73, "Apache-2.0"),
          model("net50", 25'000'000, 9'000'000, std::nullopt, "Apache-2.0"),
          model("wide50", 69'000'000, 11'000'000, 82, "BSD-3-Clause")};
}

std::string selected(const ModelSelection& selection) {
  std::string ids;
  for (const ModelDescription& description : select_models(models(), selection)) {
    ids += (ids.empty() ? "" : " ") + description.config.id;
  }
  return ids;
}

TEST_CASE("models are ordered, by id if nothing else is asked for", "[inference]") {
  CHECK(selected({}) == "net18 net50 net101 wide50");
  CHECK(selected({.order = ModelOrder::kAccuracy}) == "wide50 net101 net18 net50");
  CHECK(selected({.order = ModelOrder::kParameters}) == "net18 net50 net101 wide50");
  CHECK(selected({.order = ModelOrder::kMultiplyAdds}) == "net18 net101 net50 wide50");
}

TEST_CASE("models are picked by words, licence, size and accuracy", "[inference]") {
  CHECK(selected({.search = "NET"}) == "net18 net50 net101 wide50");  // all descriptions hold it
  CHECK(selected({.search = "old_net imagenet"}) == "net18 net50 net101");
  CHECK(selected({.search = "50"}) == "net50 wide50");
  CHECK(selected({.licenses = {"apache"}}) == "net18 net50");
  CHECK(selected({.licenses = {"bsd", "CC-BY"}}) == "net101 wide50");
  CHECK(selected({.max_parameters = 25}) == "net18 net50");
  CHECK(selected({.min_top1 = 80.5}) == "net101 wide50");
  CHECK(selected({.licenses = {"apache"}, .min_top1 = 0}) == "net18");  // unknown is not enough
}

TEST_CASE("a selection without a model says what to change", "[inference]") {
  CHECK_THROWS_WITH(
      selected({.search = "resnxt50_32x4d"}),
      Catch::Contains("\"resnxt50_32x4d\"") && Catch::Contains("Nearest: resnext50_32x4d"));
  CHECK_THROWS_WITH(selected({.search = "net", .min_top1 = 99}), Catch::Contains("ask for less"));
  CHECK_THROWS_AS(selected({.licenses = {"GPL"}}), UsageError);
  CHECK_THROWS_WITH(
      selected({.licenses = {"GPL"}}),
      Catch::Contains("\"GPL\"") && Catch::Contains("Apache-2.0, BSD-3-Clause, CC-BY-NC-4.0"));
  CHECK_THROWS_AS(selected({.licenses = {""}}), UsageError);
}

TEST_CASE("accuracy on other data than ImageNet-1k is not top-1", "[inference]") {
  ModelCard card;
  card.accuracy = {{"Tiny-ImageNet-200 validation", 50, std::nullopt, "test"}};
  CHECK_FALSE(imagenet_top1(card));
}

}  // namespace
}  // namespace resnext
