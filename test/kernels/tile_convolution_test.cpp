// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_convolution.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "kernels/checks/tile_problem.h"

namespace resnext {
namespace {

/// Returns the kernels of this machine: the reference, and AMX if available.
std::vector<const TileKernel*> kernels() {
  std::vector<const TileKernel*> found = {&reference_tile_kernel()};
  if (amx_kernel() != nullptr) {
    found.push_back(amx_kernel());
  } else {
    WARN("SKIPPED in part: this CPU has no AMX; only the reference was tested");
  }
  return found;
}

void check(const TileConvolution& shape, int threads) {
  REQUIRE(fits_tiles(shape));
  const TileProblem problem(shape);
  const std::vector<double> expected = definition(problem);
  for (const TileKernel* kernel : kernels()) {
    CAPTURE(kernel->name, shape.batch, shape.groups, shape.in_channels, shape.out_channels,
            shape.stride, shape.in_size, threads);
    const double limit = kernel == amx_kernel() ? kAmxLimit : kReferenceTilesLimit;
    CHECK(relative_error(run_kernel(*kernel, problem, threads), expected) < limit);
  }
}

TEST_CASE("tiles compute 1x1 convolutions with odd shapes and tails", "[kernels]") {
  const auto [in, out, size] = GENERATE(table<int, int, int>(
      {{16, 16, 1}, {32, 48, 3}, {80, 96, 4}, {144, 160, 5}, {64, 64, 7}, {96, 32, 9}}));
  const int stride = GENERATE(1, 2);
  const int batch = GENERATE(1, 3);
  const int threads = GENERATE(1, 2, 6);
  check({.batch = batch,
         .in_channels = in,
         .out_channels = out,
         .stride = stride,
         .in_size = size,
         .residual = batch == 3,
         .relu = stride == 2},
        threads);
}

TEST_CASE("tiles compute grouped 3x3 convolutions with odd shapes and tails", "[kernels]") {
  const auto [groups, channels, size] = GENERATE(table<int, int, int>({{8, 4, 5},
                                                                       {4, 8, 1},
                                                                       {2, 16, 8},
                                                                       {3, 32, 7},
                                                                       {2, 48, 4},
                                                                       {1, 64, 2},
                                                                       {2, 96, 3},
                                                                       {1, 16, 17}}));
  const int stride = GENERATE(1, 2);
  const int batch = GENERATE(1, 3);
  const int threads = GENERATE(1, 5);
  check({.batch = batch,
         .groups = groups,
         .in_channels = channels,
         .out_channels = channels,
         .kernel = 3,
         .stride = stride,
         .in_size = size,
         .residual = batch == 1,
         .relu = true},
        threads);
}

TEST_CASE("tiles compute deep and wide convolutions in chunks", "[kernels]") {
  check({.in_channels = 1024, .out_channels = 160, .in_size = 14}, 1);
  check({.in_channels = 96, .out_channels = 64, .in_size = 56, .relu = true}, 2);
  check({.batch = 9, .in_channels = 512, .out_channels = 32, .in_size = 7}, 1);
  check(
      {.batch = 5, .groups = 1, .in_channels = 256, .out_channels = 32, .kernel = 3, .in_size = 7},
      1);
}

TEST_CASE("tiles give the same bits for any number of threads", "[kernels]") {
  const TileProblem dense(
      {.batch = 2, .in_channels = 1600, .out_channels = 320, .in_size = 9, .residual = true});
  const TileProblem grouped(
      {.batch = 3, .groups = 4, .in_channels = 32, .out_channels = 32, .kernel = 3, .in_size = 6});
  const TileKernel& kernel = amx_kernel() ? *amx_kernel() : reference_tile_kernel();
  for (const TileProblem* problem : {&dense, &grouped}) {
    const Floats alone = run_kernel(kernel, *problem, 1);
    for (const int threads : {2, 3, 4, 7}) {
      CHECK(run_kernel(kernel, *problem, threads) == alone);
    }
  }
}

TEST_CASE("tiles keep the precision that bfloat16 alone would lose", "[kernels]") {
  // 1 + 2^-23 times 1 - 2^-23 and the like: 8 bits of each would give 1.
  TileProblem problem({.in_channels = 16, .out_channels = 16, .in_size = 1});
  std::fill(problem.source.begin(), problem.source.end(), 0.0F);
  std::fill(problem.weights.begin(), problem.weights.end(), 0.0F);
  std::fill(problem.bias.begin(), problem.bias.end(), 0.0F);
  const float source = 1.0F + std::ldexp(1.0F, -23);
  const float weight = 3.0F + std::ldexp(1.0F, -13) + std::ldexp(1.0F, -22);
  problem.source[5] = source;
  for (std::size_t out = 0; out < 16; ++out) {
    problem.weights[out * 16 + 5] = std::ldexp(weight, static_cast<int>(out) - 8);
  }
  for (const TileKernel* kernel : kernels()) {
    const Floats found = run_kernel(*kernel, problem, 1);
    for (std::size_t out = 0; out < 16; ++out) {
      const double expected = std::ldexp(double{source} * weight, static_cast<int>(out) - 8);
      CHECK(std::abs(found[out] - expected) <= std::ldexp(expected, -23));
    }
  }
}

TEST_CASE("packing for tiles keeps every weight exactly once", "[kernels]") {
  const TileConvolution shape{
      .groups = 4, .in_channels = 8, .out_channels = 8, .kernel = 3, .in_size = 7, .out_size = 7};
  Floats weights(std::size_t{4} * 8 * 8 * 9);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<float>(i + 1);
  }
  Floats packed(tile_weights_floats(shape), -1);
  pack_tile_weights(shape, weights, packed);
  std::sort(packed.begin(), packed.end());
  const auto zeros = static_cast<std::ptrdiff_t>(packed.size() - weights.size());
  CHECK(std::all_of(packed.begin(), packed.begin() + zeros, [](float v) { return v == 0; }));
  CHECK(Floats(packed.begin() + zeros, packed.end()) == weights);
}

TEST_CASE("tiles refuse shapes that they do not support", "[kernels]") {
  const auto fits = [](int groups, int in, int out, int kernel, int stride) {
    return fits_tiles({.groups = groups,
                       .in_channels = in,
                       .out_channels = out,
                       .kernel = kernel,
                       .stride = stride,
                       .in_size = 8,
                       .out_size = 8 / stride});
  };
  CHECK(fits(1, 64, 256, 1, 1));
  CHECK(fits(32, 8, 8, 3, 2));
  CHECK_FALSE(fits(1, 3, 64, 7, 2));   // the stem
  CHECK_FALSE(fits(1, 24, 24, 1, 1));  // channels don't fill 16 lanes
  CHECK_FALSE(fits(3, 8, 8, 3, 1));    // groups don't fill 32
  CHECK_FALSE(fits(32, 32, 32, 3, 3));
  CHECK_FALSE(fits(2, 64, 64, 1, 1));
}

}  // namespace
}  // namespace resnext
