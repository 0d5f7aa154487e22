// SPDX-License-Identifier: Apache-2.0
#include "base/files/output.h"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_CASE("an output that is never written keeps what the file held", "[base]") {
  const ScratchFolder scratch;
  const auto path = scratch.write("out.jsonl", "yesterday's results\n");
  { const Output output = Output::file(path); }
  CHECK(content(path) == "yesterday's results\n");
  Output output = Output::file(path);
  output.write("new\n");
  output.write("lines\n");
  CHECK(content(path) == "new\nlines\n");  // there at once, not only at the end
  output.finish();
  CHECK(content(path) == "new\nlines\n");
}

TEST_CASE("a run without results leaves an empty file", "[base]") {
  const ScratchFolder scratch;
  const auto path = scratch.write("out.jsonl", "old");
  Output output = Output::file(path);
  output.finish();
  CHECK(content(path).empty());
}

TEST_CASE("a file that was created for a result that never came is removed", "[base]") {
  const ScratchFolder scratch;
  const std::filesystem::path path = scratch.path() / "new.txt";
  {
    const Output output = Output::file(path);
    CHECK(std::filesystem::exists(path));
  }
  CHECK_FALSE(std::filesystem::exists(path));
  { Output::file(path).write("a result"); }
  CHECK(std::filesystem::exists(path));
  { const Output output = Output::resumed(scratch.path() / "resumed.txt"); }
  CHECK(std::filesystem::exists(scratch.path() / "resumed.txt"));
}

TEST_CASE("a file that holds something is replaced only on request", "[base]") {
  const ScratchFolder scratch;
  const auto full = scratch.write("full.txt", "mine");
  CHECK_THROWS_WITH(Output::file(full).refuse_to_replace("--force replaces it"),
                    Catch::EndsWith("full.txt: the file exists and is not empty; --force replaces "
                                    "it, or name another file"));
  CHECK(content(full) == "mine");
  CHECK_NOTHROW(Output::resumed(full).refuse_to_replace(""));
  CHECK_NOTHROW(Output::file(scratch.write("empty.txt", "")).refuse_to_replace(""));
  CHECK_NOTHROW(Output::file(scratch.path() / "new.txt").refuse_to_replace(""));
  CHECK_NOTHROW(Output::file("/dev/null").refuse_to_replace(""));
  CHECK_NOTHROW(Output::standard().refuse_to_replace(""));
}

TEST_CASE("an unwritable output is an error that names the file", "[base]") {
  CHECK_THROWS_WITH(
      Output::file("/no/such/folder/out.jsonl"),
      Catch::Contains("/no/such/folder/out.jsonl") && Catch::Contains("No such file"));
  if (std::filesystem::exists("/dev/full")) {
    Output full = Output::file("/dev/full");
    CHECK_THROWS_WITH(full.write("x"), Catch::Contains("/dev/full") && Catch::Contains("No space"));
    CHECK_THROWS_AS(full.write("x"), OutputError);
  }
}

TEST_CASE("a text that can't be written as a whole leaves nothing in the file", "[base]") {
  const ScratchFolder scratch;
  const auto path = scratch.write("out.jsonl", "");
  Output output = Output::file(path);
  output.write("first\n");
  rlimit before = {};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {10, before.rlim_max};  // bytes: four of the next text fit
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  CHECK_THROWS_WITH(output.write("second\n"), Catch::Contains("can't write: File too large"));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(content(path) == "first\n");
}

TEST_CASE("two runs can't write the same file", "[base]") {
  const ScratchFolder scratch;
  const std::filesystem::path path = scratch.path() / "out.jsonl";
  {
    Output first = Output::file(path);
    CHECK_THROWS_WITH(Output::file(path), Catch::Contains("out.jsonl: another process") &&
                                              Catch::Contains("name another file"));
    CHECK_THROWS_AS(Output::resumed(path), OutputError);
    CHECK(std::filesystem::exists(path));  // the losers have not removed it
    first.write("the first run's\n");
    CHECK_THROWS_AS(Output::file(path), OutputError);
    first.finish();
  }
  CHECK(content(path) == "the first run's\n");
  CHECK_NOTHROW(Output::file(path).finish());
}

}  // namespace
}  // namespace resnext
