// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/files/hash_record.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("hashes recorded by version 0.1 are found", "[base]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "verified.json";
  fs::copy_file(RESNEXT_TEST_DIR "/fixtures/verified.json", file);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  const HashRecord record(file);
  const HashRecord::Stamp stamp = {"/folder/model/model.safetensors",
                                   {10952868, 21231676, 1234567890123456789, 1795723585345494283}};
  CHECK(record.find(stamp) == "318be58210ca315d1920ae341b6ce8dc0f51da81122a6511a186ca36e50de901");
  HashRecord::Stamp changed = stamp;
  ++changed.version.changed;
  CHECK_FALSE(record.find(changed));
}

}  // namespace
}  // namespace resnext
