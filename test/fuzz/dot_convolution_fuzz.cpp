// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_convolution.h"

#include <algorithm>
#include <limits>
#include <span>

#include "fuzz/kernel_target.h"

// Compares each dot kernel of this CPU with the reference, in any shape and with threads' shares of
// any size. With 8-bit numbers, and with whole numbers in bfloat16, they must give the same bits.
namespace resnext {
namespace {

using Bytes = std::vector<std::byte>;

struct Problem {
  DotConvolution shape;
  Bytes source;
  Floats weights;
  Floats scale, bias;
};

template <typename Element>
Bytes bytes_of(const std::vector<Element>& elements) {
  const auto bytes = std::as_bytes(std::span(elements));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::uint16_t> bf16_of(const Floats& values) {
  std::vector<std::uint16_t> result(values.size());
  std::ranges::transform(values, result.begin(), &f32_to_bf16);
  return result;
}

/// Returns random bytes, or only the smallest and largest ones, whose sums are the largest.
template <typename Byte>
std::vector<Byte> random_bytes(FuzzInput& input, Noise& noise, std::size_t count) {
  const bool extreme = input.coin();
  std::vector<Byte> bytes(count);
  for (Byte& byte : bytes) {
    byte = extreme ? (noise.below(2) == 0 ? std::numeric_limits<Byte>::min()
                                          : std::numeric_limits<Byte>::max())
                   : static_cast<Byte>(noise.below(256));
  }
  return bytes;
}

DotConvolution make_shape(FuzzInput& input) {
  const bool large = input.byte() > 250;
  DotConvolution s;
  s.batch = input.number(1, 2);
  s.groups = input.number(1, large ? 5 : 3);
  s.channels = 8 * input.number(1, large ? 8 : 4);
  s.in_size = input.number(1, large ? 33 : 9);
  s.stride = input.number(1, 2);
  s.relu = input.coin();
  constexpr int kMostProducts = 1 << 15;
  while (s.in_size > 1 &&
         s.batch * s.groups * s.channels * s.channels * s.in_size * s.in_size > kMostProducts) {
    --s.in_size;
  }
  return s;
}

Bytes run(const DotKernel& kernel, const Problem& problem, const Bytes& weights, int step) {
  const DotConvolution& s = problem.shape;
  const auto out = static_cast<std::size_t>((s.in_size - 1) / s.stride + 1);
  const auto channels = static_cast<std::size_t>(s.batch * s.groups * s.channels);
  Bytes result(out * out * channels * size_of(s.destination), std::byte{0xFF});
  const int units = kernel.units(s);
  for (int first = 0; first < units; first += step) {
    kernel.run(s,
               {problem.source.data(), weights.data(), problem.scale.data(), problem.bias.data(),
                result.data(), scratch_of(kernel.scratch_bytes(s))},
               first, std::min(first + step, units));
  }
  return result;
}

float element(const Bytes& bytes, DType type, std::size_t at) {
  if (type == DType::kBF16) {
    std::uint16_t bits;
    std::memcpy(&bits, &bytes[at * sizeof bits], sizeof bits);
    return bf16_to_f32(bits);
  }
  float value;
  std::memcpy(&value, &bytes[at * sizeof value], sizeof value);
  return value;
}

/// Expects numbers in [-1, 1) to have been summed with f32's errors and rounded once.
void expect_close(const Bytes& found, const Bytes& expected, const DotConvolution& s) {
  const double products = 9.0 * s.channels + 1;
  const double rounding = s.destination == DType::kBF16 ? 0x1p-7 : 0;
  for (std::size_t i = 0; i < found.size() / size_of(s.destination); ++i) {
    const double other = element(expected, s.destination, i);
    expect(std::abs(element(found, s.destination, i) - other) <=
           4 * products * products * 0x1p-24 + rounding * std::abs(other));
  }
}

void compare_bf16(FuzzInput& input, Noise& noise, Problem& problem) {
  const DotConvolution& s = problem.shape;
  const auto all = static_cast<std::size_t>(s.groups * s.channels);
  problem.shape.destination = input.coin() ? DType::kF32 : DType::kBF16;
  const int step = input.number(1, 40);
  problem.source = bytes_of(
      bf16_of(noise.take(static_cast<std::size_t>(s.batch * s.in_size * s.in_size) * all)));
  const Floats weights = noise.take(all * static_cast<std::size_t>(s.channels) * 9);
  problem.bias = noise.take(all);
  Bytes expected;
  for (const DotIsa isa : kDotIsas) {  // the reference is the first
    if (const DotKernel* const kernel = dot_kernel(DotTypes::kBf16, isa)) {
      std::vector<std::uint16_t> packed(dot_weights_size(kernel->layout, s));
      pack_dot_weights(kernel->layout, s, weights, packed);
      const Bytes found = run(*kernel, problem, bytes_of(packed), step);
      if (isa == DotIsa::kReference) {
        expected = found;
      } else if (noise.is_whole()) {
        expect(found == expected);
      } else {
        expect_close(found, expected, s);
      }
    }
  }
}

void compare_int8(FuzzInput& input, Noise& noise, Problem& problem) {
  const DotConvolution& s = problem.shape;
  const auto all = static_cast<std::size_t>(s.groups * s.channels);
  const int type = input.number(0, 2);
  problem.shape.destination = type == 0 ? DType::kU8 : type == 1 ? DType::kBF16 : DType::kF32;
  const int step = input.number(1, 40);
  problem.source = bytes_of(random_bytes<std::uint8_t>(
      input, noise, static_cast<std::size_t>(s.batch * s.in_size * s.in_size) * all));
  const auto weights =
      random_bytes<std::int8_t>(input, noise, all * static_cast<std::size_t>(s.channels) * 9);
  problem.scale = noise.take(all);
  problem.bias = noise.take(all);
  const float unit = std::ldexp(1.0F, input.number(-20, 4));
  std::ranges::transform(problem.scale, problem.scale.begin(), [&](float v) { return v * unit; });
  std::ranges::transform(problem.bias, problem.bias.begin(), [](float v) { return v * 256; });
  Bytes expected;
  for (const DotIsa isa : kDotIsas) {
    if (const DotKernel* const kernel = dot_kernel(DotTypes::kInt8, isa)) {
      std::vector<std::int8_t> packed(dot_weights_size(kernel->layout, s));
      pack_dot_weights(kernel->layout, s, weights, packed);
      const Bytes found = run(*kernel, problem, bytes_of(packed), step);
      expect(isa == DotIsa::kReference || found == expected);
      expected = found;
    }
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::FuzzInput input(data, size);
  resnext::Problem problem;
  problem.shape = resnext::make_shape(input);
  resnext::Noise noise(input);
  input.coin() ? resnext::compare_bf16(input, noise, problem)
               : resnext::compare_int8(input, noise, problem);
  return 0;
}
