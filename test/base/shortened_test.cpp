// SPDX-License-Identifier: Apache-2.0
#include "base/text/shortened.h"

#include <catch2/catch.hpp>

#include "base/text/quote.h"

namespace resnext {
namespace {

TEST_CASE("names are cut, between characters", "[base]") {
  CHECK(shortened("").empty());
  CHECK(shortened("layer1.0.conv1.weight") == "layer1.0.conv1.weight");
  CHECK(shortened("abcdef", 6) == "abcdef");
  CHECK(shortened("abcdefg", 6) == "abcdef...");
  CHECK(shortened("ab\xC3\xA9z", 3) == "ab...");
  CHECK(shortened("ab\xC3\xA9z", 4) == "ab\xC3\xA9...");
  CHECK(shortened("a\xF0\x9F\x90\xB1z", 4) == "a...");
  CHECK(shortened("a\xF0\x9F\x90\xB1z", 5) == "a\xF0\x9F\x90\xB1...");
  CHECK(shortened(std::string(90'000'000, 'x')).size() == 123);
  CHECK(shortened(std::string(1000, '\x80')).size() < 130);  // not UTF-8
  for (std::size_t most = 0; most < 12; ++most) {
    CHECK(is_utf8(shortened("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\xB1\xC3\xA9", most)));
  }
}

}  // namespace
}  // namespace resnext
