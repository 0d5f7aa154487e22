// SPDX-License-Identifier: Apache-2.0
#include "base/files/replacement.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr OwnKind kNotes = {"--notes", "holds no notes", [](std::string_view beginning) {
                              return beginning.starts_with("note");
                            }};

TEST_CASE("only what holds something needs --force", "[files]") {
  const ScratchFolder scratch;
  const fs::path full = scratch.write("full", "x");
  CHECK_THROWS_WITH(refuse_to_replace(full),
                    Catch::EndsWith("full: the file exists and is not empty; --force replaces it, "
                                    "or name another file"));
  fs::create_symlink(full, scratch.path() / "link");
  CHECK_THROWS_AS(refuse_to_replace(scratch.path() / "link"), UsageError);
  CHECK_NOTHROW(refuse_to_replace(scratch.write("empty", "")));
  CHECK_NOTHROW(refuse_to_replace(scratch.path() / "missing"));
  CHECK_NOTHROW(refuse_to_replace("/dev/null"));
}

TEST_CASE("files of another kind stay even with --force", "[files]") {
  const ScratchFolder scratch;
  const fs::path notes = scratch.write("notes", "note 1");
  const fs::path photo = scratch.write("photo", "\x89PNG");
  CHECK_THROWS_WITH(check_replacement(notes, kNotes, false), Catch::Contains("--force replaces"));
  CHECK_NOTHROW(check_replacement(notes, kNotes, true));
  for (const bool force : {false, true}) {
    CHECK_THROWS_WITH(check_replacement(photo, kNotes, force),
                      Catch::StartsWith("--notes") && Catch::Contains("holds no notes"));
    CHECK_NOTHROW(check_replacement(scratch.write("empty", ""), kNotes, force));
    CHECK_NOTHROW(check_replacement(scratch.path() / "missing", kNotes, force));
  }
}

}  // namespace
}  // namespace resnext
