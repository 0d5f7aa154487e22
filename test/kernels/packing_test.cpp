// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "base/stable_hash.h"
#include "kernels/dot_convolution.h"
#include "kernels/dot_pointwise.h"
#include "kernels/ordered_convolution.h"
#include "kernels/tile_convolution.h"
#include "kernels/winograd.h"

namespace resnext {
namespace {

std::vector<float> counted(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

template <typename Element>
std::string hash_of(const std::vector<Element>& values) {
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

std::string packed_ordered(const OrderedConvolution& shape) {
  std::vector<float> packed(ordered_weights_size(shape));
  const auto count = static_cast<std::size_t>(shape.groups) *
                     static_cast<std::size_t>(shape.out_channels * shape.in_channels) *
                     static_cast<std::size_t>(shape.kernel * shape.kernel);
  pack_ordered_weights(shape, counted(count), packed);
  return hash_of(packed);
}

std::size_t dot_weights(const DotConvolution& shape) {
  return static_cast<std::size_t>(shape.groups) *
         static_cast<std::size_t>(shape.channels * shape.channels * 9);
}

std::string packed_bf16_dots(const DotLayout& layout, const DotConvolution& shape) {
  std::vector<std::uint16_t> packed(dot_weights_size(layout, shape));
  pack_dot_weights(layout, shape, counted(dot_weights(shape)), packed);
  return hash_of(packed);
}

std::string packed_int8_dots(const DotLayout& layout, const DotConvolution& shape) {
  std::vector<std::int8_t> packed(dot_weights_size(layout, shape));
  std::vector<std::int8_t> weights(dot_weights(shape));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<std::int8_t>(i % 251);
  }
  pack_dot_weights(layout, shape, weights, packed);
  return hash_of(packed);
}

std::size_t pointwise_weights(const DotPointwise& shape) {
  return static_cast<std::size_t>(shape.in_channels) * static_cast<std::size_t>(shape.out_channels);
}

std::string packed_pointwise(const DotLayout& layout, const DotPointwise& shape) {
  std::vector<std::int8_t> packed(dot_pointwise_weights_size(layout, shape));
  std::vector<std::int8_t> weights(pointwise_weights(shape));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<std::int8_t>(i % 251);
  }
  pack_dot_pointwise_weights(layout, shape, weights, packed);
  return hash_of(packed);
}

// Users keep packed weights on disk. If these change, raise the number in CustomKernel::packing of
// that kernel (lib/engine), for dot kernels in DotLayout::name, so that old files are not misread.
TEST_CASE("packed weights match those of earlier versions", "[kernels]") {
  CHECK(packed_tiles({.in_channels = 64, .out_channels = 48}) == "36d4bcd630c47510");
  CHECK(packed_tiles({.groups = 4, .in_channels = 8, .out_channels = 8, .kernel = 3}) ==
        "28ec15ce85fffe5b");
  CHECK(packed_tiles({.groups = 2, .in_channels = 64, .out_channels = 64, .kernel = 3}) ==
        "322eda5ffcfbfd30");
  CHECK(packed_winograd({1, 2, 16, 14, true}, 4) == "663a19d2121dfdc4");
  CHECK(packed_winograd({1, 2, 16, 14, true}, 8) == "eb2e92858813f272");
  CHECK(packed_winograd({1, 2, 96, 14, true}, 16) == "0f531a0682c867e5");
  CHECK(packed_ordered({.out_channels = 64, .kernel = 7}) == "4484897644574d0b");
  CHECK(packed_ordered({.groups = 2, .in_channels = 8, .out_channels = 24, .kernel = 3}) ==
        "bdd58afd879efa5e");
  const DotConvolution narrow = {.groups = 3, .channels = 8};
  const DotConvolution wide = {.groups = 2, .channels = 48};
  CHECK(packed_bf16_dots({"dot bf16 16 lanes 1", 16, 2, 2}, narrow) == "01c0cd88a0805051");
  CHECK(packed_bf16_dots({"dot bf16 16 lanes 1", 16, 2, 2}, wide) == "f0bba6ea2f7668e0");
  CHECK(packed_int8_dots({"dot int8 16 lanes x 4 1", 16, 4, 2}, narrow) == "824ad360030119d7");
  CHECK(packed_int8_dots({"dot int8 16 lanes x 4 1", 16, 4, 2}, wide) == "aeb4d05da398ab22");
  CHECK(packed_int8_dots({"dot int8 8 lanes x 2 1", 8, 2, 1}, wide) == "a6de08c0a20b862b");
  const DotPointwise uneven = {.in_channels = 48, .out_channels = 144};
  CHECK(packed_pointwise({"pointwise int8 16 lanes x 4 1", 16, 4, 4}, uneven) ==
        "514372f23a3967b3");
  CHECK(packed_pointwise({"pointwise int8 16 lanes x 2 1", 16, 2, 4}, uneven) ==
        "386978bfdfa6ab59");
  CHECK(packed_pointwise({"pointwise int8 8 lanes x 4 1", 8, 4, 2}, uneven) == "19c4675ba4164367");
  CHECK(packed_pointwise({"pointwise int8 8 lanes x 2 1", 8, 2, 2}, uneven) == "26f0741f53f4f5e2");
}

TEST_CASE("packing for dot kernels keeps every weight exactly once", "[kernels]") {
  const DotLayout layout = GENERATE(DotLayout{"bf16", 16, 2, 2}, DotLayout{"int8", 8, 4, 1});
  const DotConvolution shape = {.groups = 3, .channels = 8};
  std::vector<float> weights(dot_weights(shape));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = bf16_to_f32(static_cast<std::uint16_t>(i + 1));
  }
  std::vector<std::uint16_t> packed(dot_weights_size(layout, shape));
  CHECK(packed.size() == weights.size() + (layout.lanes == 16 ? weights.size() / 3 : 0));
  pack_dot_weights(layout, shape, weights, packed);
  std::ranges::sort(packed);
  for (std::size_t i = 0; i < packed.size(); ++i) {
    const std::size_t zeros = packed.size() - weights.size();
    REQUIRE(packed[i] == (i < zeros ? 0 : i - zeros + 1));
  }
}

TEST_CASE("packing for pointwise kernels puts each weight in its place", "[kernels]") {
  const DotLayout layout = {"vectors of 8", 8, 4, 2};
  const DotPointwise shape = {.in_channels = 16, .out_channels = 48 + 8};
  std::vector<std::int8_t> weights(pointwise_weights(shape));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<std::int8_t>(i % 251);
  }
  std::vector<std::int8_t> packed(dot_pointwise_weights_size(layout, shape));
  REQUIRE(packed.size() == weights.size());
  pack_dot_pointwise_weights(layout, shape, weights, packed);
  for (std::size_t out = 0; out < 56; ++out) {
    for (std::size_t in = 0; in < 16; ++in) {
      const std::size_t width = out < 48 ? 16 : 8;  // the last vector is a block of its own
      const std::size_t block = out / 16 * 16;
      const std::size_t at = block * 16 + (in / 4 * width + out - block) * 4 + in % 4;
      REQUIRE(packed[at] == weights[out * 16 + in]);
    }
  }
}

}  // namespace
}  // namespace resnext
