// SPDX-License-Identifier: Apache-2.0
#include "training/new_folder.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <optional>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

void make_old(const fs::path& path) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
}

/// Writes what a run that was killed an hour ago would leave.
fs::path leave_folder(const ScratchFolder& scratch, const std::string& name,
                      const std::string& file) {
  scratch.write(fs::path(name) / "metrics.jsonl", "{}\n");
  scratch.write(fs::path(name) / file, "half of it");
  make_old(scratch.path() / name);
  return scratch.path() / name;
}

TEST_CASE("folders of killed runs are removed by the next run with that name", "[training]") {
  const ScratchFolder scratch;
  const fs::path left =
      leave_folder(scratch, ".new.1234.tmp", "model.safetensors.0123456789abcdef.tmp");
  const fs::path with_notes = leave_folder(scratch, ".new.1235.tmp", "notes.txt");
  const fs::path other = leave_folder(scratch, ".newer.1234.tmp", "config.json");
  const fs::path not_ours = leave_folder(scratch, ".new.old.tmp", "config.json");
  const fs::path young = leave_folder(scratch, ".new.1236.tmp", "config.json");
  fs::last_write_time(young, fs::file_time_type::clock::now());
  const NewFolder folder(scratch.path() / "new");
  CHECK_FALSE(fs::exists(left));
  for (const fs::path& path : {with_notes, other, not_ours, young}) {
    INFO(path);
    CHECK(std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 2);
  }
}

TEST_CASE("the folder of a run that still trains stays", "[training]") {
  const ScratchFolder scratch;
  const NewFolder running(scratch.path() / "new");
  running.write("config.json", "{}");
  // As if another process had made it, hours ago.
  const fs::path renamed = scratch.path() / ".new.1234.tmp";
  fs::rename(running.folder(), renamed);
  make_old(renamed);
  const NewFolder other(scratch.path() / "new");
  CHECK(fs::exists(renamed / "config.json"));
}

}  // namespace
}  // namespace resnext
