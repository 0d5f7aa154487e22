// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "engine/pack_cache/packed_file.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("packed weights of version 0.1 are read, or not used", "[engine]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "packed.safetensors";
  fs::copy_file(RESNEXT_TEST_DIR "/fixtures/packed.safetensors", file);
  const std::optional<PackedFile> packed = PackedFile::open(file);
  if (!packed) {
    return;  // later versions may pack anew; what they must not do is use other numbers
  }
  CHECK(packed->key() == "sha256 of a checkpoint, settings");
  REQUIRE(packed->is_intact());
  const PackedLayers found = packed->layers();
  REQUIRE(found.layers.size() == 2);
  CHECK(found.layers[0].node == "conv1");
  CHECK(found.layers[0].layout == "tiles 1");
  CHECK(as_f32(found.layers[0].data).size() == 160);
  CHECK(as_f32(found.layers[0].data)[159] == 160.0F);
  CHECK(found.layers[1].node == "layer1.0.conv1");
  CHECK(as_f32(found.layers[1].data)[63] == 224.0F);
}

}  // namespace
}  // namespace resnext
