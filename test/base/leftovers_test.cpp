// SPDX-License-Identifier: Apache-2.0
#include "base/files/leftovers.h"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <optional>

#include "base/files/atomic_file.h"
#include "support/scratch_folder.h"
#include "support/tampering.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const std::string kSuffix = ".0123456789abcdef.tmp";

void make_old(const fs::path& path) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
}

/// Writes a file that was last written to an hour ago.
fs::path write_old(const ScratchFolder& scratch, const std::string& name) {
  const fs::path path = scratch.write(name, "half of it");
  make_old(path);
  return path;
}

void replace(const fs::path& path, AtomicFile::Links links = AtomicFile::Links::kFollow) {
  AtomicFile file(path, links);
  file.write("new");
  file.commit();
}

TEST_CASE("what a killed run left of a file is removed when the file is written", "[base]") {
  for (const auto links : {AtomicFile::Links::kFollow, AtomicFile::Links::kCache}) {
    const ScratchFolder scratch;
    const fs::path left = write_old(scratch, "out.txt" + kSuffix);
    replace(scratch.path() / "out.txt", links);
    CHECK_FALSE(fs::exists(left));
  }
  const ScratchFolder scratch;
  const std::string longest(255, 'x');
  const fs::path left = write_old(scratch, longest.substr(0, 255 - kSuffix.size()) + kSuffix);
  replace(scratch.path() / longest);
  CHECK_FALSE(fs::exists(left));
}

TEST_CASE("what may be a user's file or is being written stays", "[base]") {
  const ScratchFolder scratch;
  for (const char* name :
       {"out.txt.tmp", "out.txt.0123.tmp", "out.txt.0123456789abcdeg.tmp", "out.txt.part",
        "other.txt.0123456789abcdef.tmp", "out.txt0123456789abcdef.tmp",
        "out.txt.0123456789ABCDEF.tmp", ".0123456789abcdef.tmp"}) {
    write_old(scratch, name);
  }
  fs::create_directory(scratch.path() / "out.txt.aaaaaaaaaaaaaaaa.tmp");
  make_old(scratch.path() / "out.txt.aaaaaaaaaaaaaaaa.tmp");
  scratch.write("out.txt.bbbbbbbbbbbbbbbb.tmp", "young");
  fs::create_symlink("out.txt.part", scratch.path() / "out.txt.cccccccccccccccc.tmp");
  const auto count = [&] {
    return std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator());
  };
  const auto before = count();
  replace(scratch.path() / "out.txt");
  CHECK(count() == before + 1);
}

TEST_CASE("an unfinished file that another process writes stays, however slow it is", "[base]") {
  const ScratchFolder scratch;
  AtomicFile slow(scratch.path() / "out.txt");
  slow.write("slow");
  for (const fs::directory_entry& entry : fs::directory_iterator(scratch.path())) {
    make_old(entry.path());
  }
  replace(scratch.path() / "out.txt");
  slow.commit();
  std::ifstream file(scratch.path() / "out.txt");
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "slow");
}

TEST_CASE("another user's temporary file stays", "[base]") {
  const ScratchFolder scratch;
  const fs::path left = write_old(scratch, "out.txt" + kSuffix);
  if (::chown(left.c_str(), kNobody, kNobody) != 0) {
    WARN("SKIPPED: only root can give files away");
    return;
  }
  replace(scratch.path() / "out.txt");
  CHECK(fs::exists(left));
}

TEST_CASE("a folder's leftovers can be removed whatever their names", "[base]") {
  const ScratchFolder scratch;
  write_old(scratch, "a.png" + kSuffix);
  write_old(scratch, "b.png" + kSuffix);
  const fs::path own = write_old(scratch, "notes.tmp");
  remove_leftovers(scratch.path(), "");
  CHECK(fs::exists(own));
  CHECK(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()) == 1);
  remove_leftovers(scratch.path() / "missing", "");
}

}  // namespace
}  // namespace resnext
