// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_convolution.h"

#include <algorithm>

#include "fuzz/kernel_target.h"

// Compares the AMX kernel, where the CPU has AMX, and its reference with the definition of a
// convolution. On whole numbers they must give the same bits.
namespace resnext {
namespace {

struct Problem {
  TileConvolution shape;
  Floats source, weights, bias, before;
};

TileConvolution make_shape(FuzzInput& input) {
  TileConvolution s;
  const bool large = input.byte() > 250;
  s.batch = large ? 2 : 1;
  s.kernel = input.byte() < 64 ? 3 : 1;
  s.stride = input.number(1, s.kernel == 3 ? 2 : 3);
  s.in_size = input.number(1, large ? 6 : 4);
  s.residual = input.coin();
  s.relu = input.coin();
  if (s.kernel == 1) {
    s.in_channels = 16 * (large ? input.number(3, 8) : input.number(1, 2));
    s.out_channels = 16 * (large ? input.number(3, 10) : input.number(1, 2));
  } else if (input.coin()) {
    s.groups = large ? 2 : 1;
    s.in_channels = 16 * input.number(1, large ? 4 : 1);
    s.out_channels = 16 * input.number(1, large ? 4 : 1);
  } else {  // narrow groups, which are merged
    s.in_channels = 1 << input.number(0, 4);
    s.out_channels = s.in_channels;
    s.groups = 32 / s.in_channels * input.number(1, large ? 2 : 1);
  }
  s.out_size = (s.in_size - 1) / s.stride + 1;
  return s;
}

Problem make_problem(FuzzInput& input, Noise& noise) {
  Problem problem{make_shape(input), {}, {}, {}, {}};
  const TileConvolution& s = problem.shape;
  const auto images = static_cast<std::size_t>(s.batch);
  const auto in = static_cast<std::size_t>(s.groups * s.in_channels);
  const auto out = static_cast<std::size_t>(s.groups * s.out_channels);
  problem.source = noise.take(images * in * static_cast<std::size_t>(s.in_size * s.in_size));
  problem.weights = noise.take(out * static_cast<std::size_t>(s.in_channels * s.kernel * s.kernel));
  problem.bias = noise.take(out);
  problem.before = noise.take(images * out * static_cast<std::size_t>(s.out_size * s.out_size));
  return problem;
}

/// Runs the shares of the threads one after another.
Floats run(const TileKernel& kernel, const Problem& problem, int threads) {
  const TileConvolution& s = problem.shape;
  Floats packed(tile_weights_floats(s), NAN);
  pack_tile_weights(s, problem.weights, packed);
  Floats result = s.residual ? problem.before : Floats(problem.before.size(), NAN);
  for (int thread = 0; thread < threads; ++thread) {
    kernel.run(s, problem.source.data(), packed.data(), problem.bias.data(), result.data(),
               scratch_of(kernel.scratch_bytes(s, threads)), thread, threads);
  }
  return result;
}

Products definition(const Problem& problem, std::size_t at) {
  const TileConvolution& s = problem.shape;
  const auto outputs = static_cast<std::size_t>(s.groups * s.out_channels);
  const auto out = static_cast<int>(at % outputs);
  const auto position = static_cast<int>(at / outputs);
  const int image = position / (s.out_size * s.out_size);
  const int taps = s.kernel * s.kernel;
  Products sum;
  sum.add(problem.bias[static_cast<std::size_t>(out)], 1);
  if (s.residual) {
    sum.add(problem.before[at], 1);
  }
  for (int tap = 0; tap < taps; ++tap) {
    const int y = position / s.out_size % s.out_size * s.stride + tap / s.kernel - s.kernel / 2;
    const int x = position % s.out_size * s.stride + tap % s.kernel - s.kernel / 2;
    if (y < 0 || y >= s.in_size || x < 0 || x >= s.in_size) {
      continue;
    }
    const int pixel = (image * s.in_size + y) * s.in_size + x;
    for (int k = 0; k < s.in_channels; ++k) {
      const int in = pixel * s.groups * s.in_channels + out / s.out_channels * s.in_channels + k;
      const int weight = (out * s.in_channels + k) * taps + tap;
      sum.add(problem.source[static_cast<std::size_t>(in)],
              problem.weights[static_cast<std::size_t>(weight)]);
    }
  }
  if (s.relu) {
    sum.rectify();
  }
  return sum;
}

void compare(FuzzInput& input) {
  constexpr int kSamples = 20;
  Noise noise(input);
  const int threads = input.number(1, 5);
  const Problem problem = make_problem(input, noise);
  if (!fits_tiles(problem.shape)) {
    return;
  }
  const double tolerance = noise.is_whole() ? 0 : 1e-5;
  const Floats reference = run(reference_tile_kernel(), problem, threads);
  const auto is_finite = [](float value) { return std::isfinite(value); };
  expect(std::ranges::all_of(reference, is_finite));
  Floats amx;
  if (amx_kernel() != nullptr) {
    amx = run(*amx_kernel(), problem, threads);
    expect(std::ranges::all_of(amx, is_finite));
    expect(!noise.is_whole() || amx == reference);
  }
  for (int sample = 0; sample < kSamples; ++sample) {
    const std::size_t at = noise.below(reference.size());
    const Products expected = definition(problem, at);
    expect(expected.is_close(reference[at], tolerance));
    expect(amx.empty() || expected.is_close(amx[at], tolerance));
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::FuzzInput input(data, size);
  resnext::compare(input);
  return 0;
}
