// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_convolution.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "kernels/kernel_checks.h"

namespace resnext {
namespace {

/// A case: activations channels last, weights in PyTorch's layout.
struct Problem {
  TileConvolution shape;
  Floats source, weights, bias, residual;

  explicit Problem(TileConvolution s) : shape(s) {
    shape.out_size = (s.in_size - 1) / s.stride + 1;
    const auto in = static_cast<std::size_t>(s.groups * s.in_channels);
    const auto out = static_cast<std::size_t>(s.groups * s.out_channels);
    const auto images = static_cast<std::size_t>(s.batch);
    source = noise(images * in * static_cast<std::size_t>(s.in_size * s.in_size), 1);
    weights = noise(out * static_cast<std::size_t>(s.in_channels * s.kernel * s.kernel), 2);
    bias = noise(out, 3);
    residual = noise(images * out * static_cast<std::size_t>(shape.out_size * shape.out_size), 4);
  }
};

/// Computes one output of the convolution by its definition, in f64.
double sum_at(const Problem& problem, int image, int y, int x, int out) {
  const TileConvolution& s = problem.shape;
  const int first = out / s.out_channels * s.in_channels;
  double sum = problem.bias[static_cast<std::size_t>(out)];
  for (int tap = 0; tap < s.kernel * s.kernel; ++tap) {
    const int yy = y * s.stride + tap / s.kernel - s.kernel / 2;
    const int xx = x * s.stride + tap % s.kernel - s.kernel / 2;
    if (yy < 0 || yy >= s.in_size || xx < 0 || xx >= s.in_size) {
      continue;
    }
    for (int k = 0; k < s.in_channels; ++k) {
      const int from =
          ((image * s.in_size + yy) * s.in_size + xx) * s.groups * s.in_channels + first + k;
      const int weight = (out * s.in_channels + k) * s.kernel * s.kernel + tap;
      sum += double{problem.source[static_cast<std::size_t>(from)]} *
             problem.weights[static_cast<std::size_t>(weight)];
    }
  }
  return sum;
}

/// Computes the convolution by its definition.
std::vector<double> direct(const Problem& problem) {
  const TileConvolution& s = problem.shape;
  std::vector<double> result;
  for (int image = 0; image < s.batch; ++image) {
    for (int y = 0; y < s.out_size; ++y) {
      for (int x = 0; x < s.out_size; ++x) {
        for (int out = 0; out < s.groups * s.out_channels; ++out) {
          const double before = s.residual ? problem.residual[result.size()] : 0.0;
          const double sum = sum_at(problem, image, y, x, out) + before;
          result.push_back(s.relu && sum < 0 ? 0 : sum);
        }
      }
    }
  }
  return result;
}

Floats run(const TileKernel& kernel, const Problem& problem, int threads) {
  const TileConvolution& s = problem.shape;
  REQUIRE(fits_tiles(s));
  Floats packed(tile_weights_floats(s), NAN);
  pack_tile_weights(s, problem.weights, packed);
  Floats result = s.residual ? problem.residual : Floats(problem.residual.size(), NAN);
  for (int thread = 0; thread < threads; ++thread) {
    const Scratch scratch(kernel.scratch_bytes(s, threads));
    kernel.run(s, problem.source.data(), packed.data(), problem.bias.data(), result.data(),
               scratch.data, thread, threads);
  }
  return result;
}

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

void check(TileConvolution shape, int threads) {
  const Problem problem(shape);
  const std::vector<double> expected = direct(problem);
  for (const TileKernel* kernel : kernels()) {
    CAPTURE(kernel->name, shape.batch, shape.groups, shape.in_channels, shape.out_channels,
            shape.stride, shape.in_size, threads);
    // Plain tiles sum products one by one, with larger errors than AMX's order.
    const double limit = kernel == amx_kernel() ? 5e-7 : 3e-6;
    CHECK(relative_error(run(*kernel, problem, threads), expected) < limit);
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
  const Problem dense(
      {.batch = 2, .in_channels = 1600, .out_channels = 320, .in_size = 9, .residual = true});
  const Problem grouped(
      {.batch = 3, .groups = 4, .in_channels = 32, .out_channels = 32, .kernel = 3, .in_size = 6});
  const TileKernel& kernel = amx_kernel() ? *amx_kernel() : reference_tile_kernel();
  for (const Problem* problem : {&dense, &grouped}) {
    const Floats alone = run(kernel, *problem, 1);
    for (const int threads : {2, 3, 4, 7}) {
      CHECK(run(kernel, *problem, threads) == alone);
    }
  }
}

TEST_CASE("tiles keep the precision that bfloat16 alone would lose", "[kernels]") {
  // 1 + 2^-23 times 1 - 2^-23 and the like: 8 bits of each would give 1.
  Problem problem({.in_channels = 16, .out_channels = 16, .in_size = 1});
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
    const Floats found = run(*kernel, problem, 1);
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
