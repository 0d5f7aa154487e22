// SPDX-License-Identifier: Apache-2.0
#include "base/text/printable.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("printable replaces every control character", "[text]") {
  CHECK(printable("a\x1b[2Jb\n\t\r\x7f\xC2\x9B") == "a?[2Jb?????");
  CHECK(printable("na\xC3\xAFve \xC2\xA0 \xE2\x82\xAC") == "na\xC3\xAFve \xC2\xA0 \xE2\x82\xAC");
  CHECK(printable("cut\xC2") == "cut\xC2");
}

TEST_CASE("printable_lines keeps line feeds only", "[text]") {
  CHECK(printable_lines("a\x1b\nb\tc\r\n") == "a?\nb?c?\n");
}

TEST_CASE("printable_data keeps line ends and tabs only", "[text]") {
  CHECK(printable_data("a\tb\r\nc\rd\x1b\xC2\x85\r") ==
        "a\tb\r\nc?d??"
        "?");
}

}  // namespace
}  // namespace resnext
