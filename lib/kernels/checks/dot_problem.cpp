// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/dot_problem.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

namespace resnext {
namespace {

constexpr std::size_t kTaps = 9;

std::size_t squared(int size) {
  return static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
}

int out_size(const DotConvolution& s) { return (s.in_size - 1) / s.stride + 1; }

std::size_t all_channels(const DotConvolution& s) {
  return static_cast<std::size_t>(s.groups) * static_cast<std::size_t>(s.channels);
}

/// Returns bfloat16 numbers or bytes made from numbers in [-0.5, 0.5).
Bytes activation(const Floats& numbers, DotTypes types) {
  if (types == DotTypes::kInt8) {
    Bytes bytes(numbers.size());
    std::ranges::transform(numbers, bytes.begin(), [](float number) {
      return static_cast<std::byte>((number + 0.5F) * 256);
    });
    return bytes;
  }
  Bytes bytes(numbers.size() * sizeof(std::uint16_t));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::uint16_t bits = f32_to_bf16(numbers[i]);
    std::memcpy(&bytes[i * sizeof bits], &bits, sizeof bits);
  }
  return bytes;
}

/// Packs the weights for a kernel, as bytes.
Bytes packed(const DotKernel& kernel, const DotProblem& problem) {
  const std::size_t count = dot_weights_size(kernel.layout, problem.shape);
  if (problem.types == DotTypes::kInt8) {
    std::vector<std::int8_t> weights(count);
    pack_dot_weights(kernel.layout, problem.shape, problem.byte_weights, weights);
    const auto bytes = std::as_bytes(std::span(weights));
    return {bytes.begin(), bytes.end()};
  }
  std::vector<std::uint16_t> weights(count);
  pack_dot_weights(kernel.layout, problem.shape, problem.weights, weights);
  const auto bytes = std::as_bytes(std::span(weights));
  return {bytes.begin(), bytes.end()};
}

/// Returns the weights that a kernel multiplies by.
Floats rounded_weights(const DotProblem& problem) {
  if (problem.types == DotTypes::kInt8) {
    return {problem.byte_weights.begin(), problem.byte_weights.end()};
  }
  Floats weights = problem.weights;
  std::ranges::transform(weights, weights.begin(),
                         [](float weight) { return bf16_to_f32(f32_to_bf16(weight)); });
  return weights;
}

}  // namespace

DotProblem::DotProblem(const DotConvolution& s, DotTypes t) : shape(s), types(t) {
  const std::size_t all = all_channels(s);
  source = activation(
      check_numbers(static_cast<std::size_t>(s.batch) * squared(s.in_size) * all, 1), types);
  weights = check_numbers(all * static_cast<std::size_t>(s.channels) * kTaps, 2);
  bias = check_numbers(all, 3);
  if (types == DotTypes::kBf16) {
    return;
  }
  byte_weights.resize(weights.size());
  std::ranges::transform(weights, byte_weights.begin(), [](float weight) {
    return static_cast<std::int8_t>(std::floor(weight * 256));
  });
  weights.clear();
  // Most results of the sums, which have a deviation of some 10,000 sqrt(products), lie in u8.
  scale = check_numbers(all, 4);
  for (std::size_t i = 0; i < all; ++i) {
    scale[i] = (scale[i] + 1) * 0.01F / std::sqrt(static_cast<float>(s.channels * 9));
    bias[i] = bias[i] * 200 + 60;
  }
}

std::vector<const DotKernel*> usable_dot_kernels(DotTypes types) {
  std::vector<const DotKernel*> found;
  for (const DotIsa isa : kDotIsas) {
    if (const DotKernel* kernel = dot_kernel(types, isa)) {
      found.push_back(kernel);
    }
  }
  return found;
}

std::vector<DotElement> definition(const DotProblem& problem) {
  const DotConvolution& s = problem.shape;
  const int size = out_size(s);
  const auto all = static_cast<int>(all_channels(s));
  const bool int8 = problem.types == DotTypes::kInt8;
  const Floats source = numbers_of(problem.source, int8 ? DType::kU8 : DType::kBF16);
  const Floats weights = rounded_weights(problem);
  std::vector<DotElement> result;
  for (int at = 0; at < s.batch * size * size * all; ++at) {
    const int out = at % all;
    const int pixel = at / all % (size * size);
    DotElement sum;
    for (int tap = 0; tap < 9; ++tap) {
      const int y = pixel / size * s.stride + tap / 3 - 1;
      const int x = pixel % size * s.stride + tap % 3 - 1;
      if (y < 0 || y >= s.in_size || x < 0 || x >= s.in_size) {
        continue;
      }
      const int from = ((at / all / (size * size) * s.in_size + y) * s.in_size + x) * all +
                       out / s.channels * s.channels;
      for (int k = 0; k < s.channels; ++k) {
        const auto weight = static_cast<std::size_t>((out * s.channels + k) * 9 + tap);
        const double product = double{source[static_cast<std::size_t>(from + k)]} * weights[weight];
        sum.value += product;
        sum.size += std::abs(product);
      }
    }
    const auto channel = static_cast<std::size_t>(out);
    const double scale = int8 ? problem.scale[channel] : 1;
    sum = {sum.value * scale + problem.bias[channel],
           sum.size * scale + std::abs(problem.bias[channel])};
    sum.value = s.relu && sum.value < 0 ? 0 : sum.value;
    result.push_back(sum);
  }
  return result;
}

Bytes run_kernel(const DotKernel& kernel, const DotProblem& problem, int step) {
  const DotConvolution& s = problem.shape;
  const Bytes weights = packed(kernel, problem);
  Bytes destination(static_cast<std::size_t>(s.batch) * squared(out_size(s)) * all_channels(s) *
                        size_of(s.destination),
                    std::byte{0xFF});
  const int units = kernel.units(s);
  for (int last = units; last > 0; last -= step) {
    const auto scratch = check_scratch(kernel.scratch_bytes(s));
    kernel.run(s,
               {problem.source.data(), weights.data(), problem.scale.data(), problem.bias.data(),
                destination.data(), scratch.get()},
               std::max(last - step, 0), last);
  }
  return destination;
}

Floats numbers_of(const Bytes& destination, DType type) {
  Floats numbers(destination.size() / size_of(type));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::byte* const from = &destination[i * size_of(type)];
    if (type == DType::kU8) {
      numbers[i] = std::to_integer<std::uint8_t>(*from);
    } else if (type == DType::kBF16) {
      std::uint16_t bits;
      std::memcpy(&bits, from, sizeof bits);
      numbers[i] = bf16_to_f32(bits);
    } else {
      std::memcpy(&numbers[i], from, sizeof(float));
    }
  }
  return numbers;
}

}  // namespace resnext
