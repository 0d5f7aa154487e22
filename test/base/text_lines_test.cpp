// SPDX-License-Identifier: Apache-2.0
#include "base/text/text_lines.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

TEST_CASE("lines are read without a byte-order mark and carriage returns", "[base]") {
  const ScratchFolder scratch;
  const auto file = scratch.write("list.txt", "\xEF\xBB\xBFone\r\n\ntwo \nthree");
  const auto lines = read_text_lines(file, "words");
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].text == "one");
  CHECK(lines[1].text.empty());
  CHECK(lines[2].text == "two ");
  CHECK(lines[3].text == "three");
  CHECK(lines[3].where == file.string() + ", line 4");
  CHECK(read_text_lines(scratch.write("empty.txt", ""), "words").empty());
}

TEST_CASE("an unreadable list is an error that says what was expected", "[base]") {
  const ScratchFolder scratch;
  for (const auto& path : {scratch.path() / "missing.txt", scratch.path()}) {
    CHECK_THROWS_AS(read_text_lines(path, "words"), UsageError);
    CHECK_THROWS_WITH(read_text_lines(path, "words"), Catch::Contains("expected words"));
  }
}

TEST_CASE("a file's text is read as a whole, or not at all", "[base]") {
  const ScratchFolder scratch;
  const std::string text(10'000, 'x');
  CHECK(read_text(scratch.write("text", text)) == text);
  CHECK(read_text(scratch.write("empty", "")) == "");
  CHECK(read_text(scratch.path() / "missing") == std::nullopt);
  CHECK(read_text(scratch.path()) == std::nullopt);
}

}  // namespace
}  // namespace resnext
