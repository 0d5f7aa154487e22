// SPDX-License-Identifier: Apache-2.0
// Writes the file of packed weights that test/engine/old_packed_file_test.cpp reads.
#include <numeric>
#include <vector>

#include "engine/pack_cache/packed_file.h"

int main(int count, char** arguments) {
  if (count != 2) {
    return 2;
  }
  std::vector<float> floats(224);
  std::iota(floats.begin(), floats.end(), 1.0F);
  const std::vector<resnext::PackedLayer> layers = {
      {"conv1", "tiles 1", resnext::typed(std::span(std::as_const(floats)).first(160))},
      {"layer1.0.conv1", "f32 blocks", resnext::typed(std::span(std::as_const(floats)).last(64))}};
  resnext::write_packed_file(arguments[1], "sha256 of a checkpoint, settings", layers);
  return 0;
}
