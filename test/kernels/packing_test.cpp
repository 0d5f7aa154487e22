// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "base/stable_hash.h"
#include "kernels/tile_convolution.h"
#include "kernels/winograd.h"

namespace resnext {
namespace {

std::vector<float> counted(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

std::string hash_of(const std::vector<float>& values) {
  StableHash hash;
  hash.add(std::as_bytes(std::span(values)));
  return hash.hexadecimal();
}

std::string packed_tiles(const TileConvolution& shape) {
  std::vector<float> packed(tile_weights_floats(shape));
  const auto count = static_cast<std::size_t>(shape.groups) *
                     static_cast<std::size_t>(shape.in_channels * shape.out_channels) *
                     static_cast<std::size_t>(shape.kernel * shape.kernel);
  pack_tile_weights(shape, counted(count), packed);
  return hash_of(packed);
}

std::string packed_winograd(const GroupedConvolution& shape, int lanes) {
  const auto count = static_cast<std::size_t>(shape.groups) *
                     static_cast<std::size_t>(shape.channels * shape.channels * 9);
  std::vector<float> packed(count);
  pack_winograd_weights(shape, lanes, counted(count), packed);
  return hash_of(packed);
}

// Users keep packed weights on disk. If these change, raise the number in CustomKernel::packing of
// that kernel (lib/engine), so that old files are not misread.
TEST_CASE("packed weights match those of earlier versions", "[kernels]") {
  CHECK(packed_tiles({.in_channels = 64, .out_channels = 48}) == "36d4bcd630c47510");
  CHECK(packed_tiles({.groups = 4, .in_channels = 8, .out_channels = 8, .kernel = 3}) ==
        "28ec15ce85fffe5b");
  CHECK(packed_tiles({.groups = 2, .in_channels = 64, .out_channels = 64, .kernel = 3}) ==
        "322eda5ffcfbfd30");
  CHECK(packed_winograd({1, 2, 16, 14, true}, 4) == "663a19d2121dfdc4");
  CHECK(packed_winograd({1, 2, 16, 14, true}, 8) == "eb2e92858813f272");
  CHECK(packed_winograd({1, 2, 96, 14, true}, 16) == "0f531a0682c867e5");
}

}  // namespace
}  // namespace resnext
