// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd.h"

#include <algorithm>

#include "fuzz/kernel_target.h"

// Compares each Winograd kernel of this CPU with the definition of a convolution, in any shape and
// layout. What lies between the channels of a destination must stay as it is.
namespace resnext {
namespace {

constexpr float kGap = 0x1p100F;  ///< what the destination holds before; no result is so large

struct Problem {
  GroupedConvolution shape;
  int lanes;
  BlockedLayout from, to;
  Floats source, weights, bias;
  double largest_product;
};

/// Returns the number of an element in a tensor of that layout.
std::ptrdiff_t place(const Problem& problem, const BlockedLayout& layout, int image, int channel,
                     int pixel) {
  return image * layout.image + channel / problem.lanes * layout.block + pixel * layout.pixel +
         channel % problem.lanes;
}

/// Returns the number of elements up to the last one that is used.
std::size_t extent(const Problem& problem, const BlockedLayout& layout) {
  const GroupedConvolution& s = problem.shape;
  return static_cast<std::size_t>(
      place(problem, layout, s.batch - 1, s.groups * s.channels - 1, s.size * s.size - 1) + 1);
}

BlockedLayout make_layout(FuzzInput& input, const GroupedConvolution& s, int lanes) {
  const std::ptrdiff_t pixels = std::ptrdiff_t{s.size} * s.size;
  const std::ptrdiff_t all = std::ptrdiff_t{s.groups} * s.channels;
  const int gap = input.number(0, 3);
  if (input.coin()) {
    const std::ptrdiff_t pixel = all + gap;
    return {pixels * pixel + gap, lanes, pixel};
  }
  const std::ptrdiff_t block = pixels * lanes + gap;
  return {all / lanes * block + gap, block, lanes};
}

Problem make_problem(FuzzInput& input, Noise& noise, int lanes) {
  const bool large = input.byte() > 250;
  const int most_products = large ? 1 << 15 : 1 << 12;
  Problem problem;
  problem.lanes = lanes;
  GroupedConvolution& s = problem.shape;
  s.batch = input.number(1, 2);
  s.groups = input.number(1, large ? 3 : 2);
  s.channels = lanes * (large ? input.number(2, 9) : input.number(1, 2));
  s.size = input.number(1, large ? 40 : 9);
  s.relu = input.coin();
  while (s.size > 1 &&
         s.batch * s.groups * s.channels * s.channels * s.size * s.size > most_products) {
    --s.size;
  }
  problem.from = make_layout(input, s, lanes);
  problem.to = make_layout(input, s, lanes);
  const auto channels = static_cast<std::size_t>(s.channels);
  const std::size_t all = static_cast<std::size_t>(s.groups) * channels;
  problem.source = noise.take(extent(problem, problem.from));
  problem.weights = noise.take(all * channels * 9);
  problem.bias = noise.take(all);
  problem.largest_product = noise.largest() * noise.largest();
  return problem;
}

Floats run(FuzzInput& input, const WinogradKernel& kernel, const Problem& problem) {
  const GroupedConvolution& s = problem.shape;
  Floats packed(problem.weights.size());
  pack_winograd_weights(s, kernel.lanes, problem.weights, packed);
  Floats result(extent(problem, problem.to), kGap);
  const int pairs = s.batch * s.groups;
  const int step = input.number(1, pairs);
  for (int first = 0; first < pairs; first += step) {
    auto* const scratch =
        reinterpret_cast<float*>(scratch_of(kernel.scratch_floats(s) * sizeof(float)));
    kernel.run(s, problem.source.data(), problem.from, packed.data(), problem.bias.data(),
               result.data(), problem.to, scratch, first, std::min(first + step, pairs));
  }
  return result;
}

/// Computes one output by the definition. The transforms mix a tile's pixels, so that the error of
/// an output depends on the largest products of its neighbourhood, not on its own alone.
void check(const Problem& problem, int image, int out, int pixel, float found) {
  const GroupedConvolution& s = problem.shape;
  constexpr double kTolerance = 2e-5;
  double sum = problem.bias[static_cast<std::size_t>(out)];
  for (int k = 0; k < s.channels; ++k) {
    const int in = out / s.channels * s.channels + k;
    for (int tap = 0; tap < 9; ++tap) {
      const int y = pixel / s.size + tap / 3 - 1;
      const int x = pixel % s.size + tap % 3 - 1;
      const double weight =
          problem.weights[static_cast<std::size_t>((out * s.channels + k) * 9 + tap)];
      if (y >= 0 && y < s.size && x >= 0 && x < s.size) {
        sum += weight * problem.source[static_cast<std::size_t>(
                            place(problem, problem.from, image, in, y * s.size + x))];
      }
    }
  }
  const double expected = s.relu && sum < 0 ? 0 : sum;
  const double products = 9.0 * s.channels;
  expect(std::abs(found - expected) <= kTolerance * products * problem.largest_product);
}

void compare(FuzzInput& input, const WinogradKernel& kernel) {
  constexpr int kSamples = 16;
  Noise noise(input);
  const Problem problem = make_problem(input, noise, kernel.lanes);
  const GroupedConvolution& s = problem.shape;
  Floats result = run(input, kernel, problem);
  for (int sample = 0; sample < kSamples; ++sample) {
    const auto image = static_cast<int>(noise.below(static_cast<unsigned>(s.batch)));
    const auto out = static_cast<int>(noise.below(static_cast<unsigned>(s.groups * s.channels)));
    const auto pixel = static_cast<int>(noise.below(static_cast<unsigned>(s.size * s.size)));
    check(problem, image, out, pixel,
          result[static_cast<std::size_t>(place(problem, problem.to, image, out, pixel))]);
  }
  for (int image = 0; image < s.batch; ++image) {
    for (int out = 0; out < s.groups * s.channels; ++out) {
      for (int pixel = 0; pixel < s.size * s.size; ++pixel) {
        float& value =
            result[static_cast<std::size_t>(place(problem, problem.to, image, out, pixel))];
        expect(std::isfinite(value) && value != kGap);
        value = kGap;
      }
    }
  }
  expect(std::ranges::all_of(result, [](float value) { return value == kGap; }));
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::FuzzInput input(data, size);
  const int lanes = input.coin() ? 16 : 8;
  for (const int usable : {lanes, 24 - lanes, 4}) {
    if (const resnext::WinogradKernel* kernel = resnext::winograd_kernel(usable)) {
      resnext::compare(input, *kernel);
      return 0;
    }
  }
  return 0;
}
