// SPDX-License-Identifier: Apache-2.0
#include "models/real_labels.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace resnext {
namespace {

TEST_CASE("ReaL labels are lists of classes, which may be empty", "[models]") {
  const RealLabels labels = parse_real_labels("[[1, 999], [], [0]]\n", "real.json");
  CHECK(labels == RealLabels{{1, 999}, {}, {0}});
}

TEST_CASE("text that is not a real.json is refused with its place", "[models]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", "no array"},
      {"{}", "no array"},
      {"[]", "no array"},
      {"[[1], 2]", "image 2: no array of classes"},
      {"[[1000]]", "image 1: found 1000"},
      {"[[-1]]", "image 1: found -1"},
      {"[[0.5]]", "image 1: found 0.5"},
      {"[[\"\xff\"]]", "no array"},
      {"[[18446744073709551615]]", "image 1: found 18446744073709551615"},
  }));
  CHECK_THROWS_AS(parse_real_labels(text, "real.json"), ConfigError);
  CHECK_THROWS_WITH(parse_real_labels(text, "real.json"),
                    Catch::StartsWith("real.json") && Catch::Contains(expected) &&
                        Catch::Contains("expected real.json"));
}

TEST_CASE("deep nesting in place of a class is refused without exhausting the stack", "[models]") {
  constexpr std::size_t kLevels = 300'000;
  const std::string text = std::string(kLevels, '[') + std::string(kLevels, ']');
  CHECK_THROWS_WITH(parse_real_labels(text, "real.json"),
                    Catch::StartsWith("real.json, image 1: found an array; expected real.json"));
  CHECK_THROWS_WITH(parse_real_labels("[[{}]]", "real.json"), Catch::Contains("found an object"));
}

}  // namespace
}  // namespace resnext
