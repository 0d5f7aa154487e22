// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_pointwise.h"

#include <algorithm>
#include <limits>
#include <span>

#include "fuzz/kernel_target.h"

// Compares each pointwise kernel of this CPU with the reference, in any shape and with threads'
// shares of any size. They must give the same bits.
namespace resnext {
namespace {

using Bytes = std::vector<std::byte>;

struct Problem {
  DotPointwise shape;
  Bytes source;
  std::vector<std::int8_t> weights;
  Floats scale, bias;
  float residual_scale = 0;
  Bytes before;  ///< what the destination holds
};

std::size_t elements(int batch, int size, int channels) {
  return static_cast<std::size_t>(batch * size * size) * static_cast<std::size_t>(channels);
}

int out_size(const DotPointwise& s) { return (s.in_size - 1) / s.stride + 1; }

/// Returns random bytes, or only the smallest and largest ones, whose sums are the largest.
template <typename Number, typename Byte>
std::vector<Byte> random_bytes(FuzzInput& input, Noise& noise, std::size_t count) {
  const bool extreme = input.coin();
  std::vector<Byte> bytes(count);
  for (Byte& byte : bytes) {
    byte = static_cast<Byte>(extreme ? (noise.below(2) == 0 ? std::numeric_limits<Number>::min()
                                                            : std::numeric_limits<Number>::max())
                                     : static_cast<Number>(noise.below(256)));
  }
  return bytes;
}

DotPointwise make_shape(FuzzInput& input) {
  const bool large = input.byte() > 250;
  DotPointwise s;
  s.batch = input.number(1, 3);
  s.in_channels = 16 * input.number(1, large ? 40 : 6);
  s.out_channels = 16 * input.number(1, large ? 20 : 10);
  s.in_size = input.number(1, large ? 33 : 9);
  s.stride = input.number(1, 3);
  s.relu = input.coin();
  constexpr DType kTypes[] = {DType::kU8, DType::kI8, DType::kF32};
  s.destination = kTypes[input.number(0, 2)];
  s.residual = s.destination == DType::kF32 ? DType::kF32 : kTypes[input.number(0, 2)];
  constexpr int kMostProducts = 1 << 17;
  while (s.in_size > 1 &&
         s.batch * s.in_channels * s.out_channels * out_size(s) * out_size(s) > kMostProducts) {
    --s.in_size;
  }
  return s;
}

Problem make_problem(FuzzInput& input, Noise& noise, const DotPointwise& s) {
  Problem problem = {.shape = s};
  problem.source = random_bytes<std::uint8_t, std::byte>(
      input, noise, elements(s.batch, s.in_size, s.in_channels));
  problem.weights = random_bytes<std::int8_t, std::int8_t>(
      input, noise,
      static_cast<std::size_t>(s.in_channels) * static_cast<std::size_t>(s.out_channels));
  problem.before = random_bytes<std::uint8_t, std::byte>(
      input, noise, elements(s.batch, out_size(s), s.out_channels) * size_of(s.destination));
  problem.scale = noise.take(static_cast<std::size_t>(s.out_channels));
  problem.bias = noise.take(static_cast<std::size_t>(s.out_channels));
  const float unit = std::ldexp(1.0F, input.number(-20, 40));
  std::ranges::transform(problem.scale, problem.scale.begin(), [&](float v) { return v * unit; });
  std::ranges::transform(problem.bias, problem.bias.begin(), [](float v) { return v * 256; });
  problem.residual_scale = noise.take(1)[0] * std::ldexp(1.0F, input.number(-6, 30));
  return problem;
}

Bytes run(const DotPointwiseKernel& kernel, const Problem& problem, int step) {
  const DotPointwise& s = problem.shape;
  std::vector<std::int8_t> weights(dot_pointwise_weights_size(kernel.layout, s));
  pack_dot_pointwise_weights(kernel.layout, s, problem.weights, weights);
  Bytes result = problem.before;
  const int units = kernel.units(s);
  for (int first = 0; first < units; first += step) {
    kernel.run(s,
               {problem.source.data(), std::as_bytes(std::span(weights)).data(),
                problem.scale.data(), problem.bias.data(), problem.residual_scale, result.data(),
                scratch_of(kernel.scratch_bytes(s))},
               first, std::min(first + step, units));
  }
  return result;
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resnext;
  FuzzInput input(data, size);
  const DotPointwise shape = make_shape(input);
  expect(fits_dot_pointwise(shape));
  const int step = input.number(1, 40);
  Noise noise(input);
  const Problem problem = make_problem(input, noise, shape);
  const Bytes expected = run(*dot_pointwise_kernel(DotIsa::kReference), problem, step);
  for (const DotIsa isa : kDotIsas) {
    const DotPointwiseKernel* const kernel = dot_pointwise_kernel(isa);
    expect(kernel == nullptr || run(*kernel, problem, step) == expected);
  }
  return 0;
}
