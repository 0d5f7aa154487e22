// SPDX-License-Identifier: Apache-2.0
#include "base/text/quote.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("quoted text can't harm a terminal", "[base]") {
  CHECK(quote("plain text") == "'plain text'");
  CHECK(quote("\x1b[31m\n\x80") == "'\\x1b[31m\\x0a\\x80'");
  CHECK(quote(std::string(100, 'a')) == "'" + std::string(80, 'a') + "...'");
}

TEST_CASE("UTF-8 is distinguished from other bytes", "[base]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("ascii \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x90\x88"));
  CHECK(is_utf8("\xF4\x8F\xBF\xBF"));
  for (const char* const text :
       {"\x80", "\xC3", "\xC3(", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK(!is_utf8(text));
  }
}

}  // namespace
}  // namespace resnext
