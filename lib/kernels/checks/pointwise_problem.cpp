// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/pointwise_problem.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace resnext {
namespace {

int out_size(const DotPointwise& s) { return (s.in_size - 1) / s.stride + 1; }

std::size_t elements(int batch, int size, int channels) {
  return static_cast<std::size_t>(batch) * static_cast<std::size_t>(size * size) *
         static_cast<std::size_t>(channels);
}

Bytes check_bytes(std::size_t count, std::uint32_t seed) {
  const Floats numbers = check_numbers(count, seed);
  Bytes bytes(count);
  std::ranges::transform(numbers, bytes.begin(), [](float number) {
    return static_cast<std::byte>((number + 0.5F) * 256);
  });
  return bytes;
}

int number_of(std::byte byte, DType type) {
  const auto number = std::to_integer<std::uint8_t>(byte);
  return type == DType::kI8 ? static_cast<std::int8_t>(number) : number;
}

}  // namespace

PointwiseProblem::PointwiseProblem(const DotPointwise& s) : shape(s) {
  source = check_bytes(elements(s.batch, s.in_size, s.in_channels), 1);
  const Bytes bytes =
      check_bytes(elements(1, 1, s.in_channels) * elements(1, 1, s.out_channels), 2);
  weights.resize(bytes.size());
  std::ranges::transform(bytes, weights.begin(), [](std::byte byte) {
    return static_cast<std::int8_t>(std::to_integer<int>(byte) - 128);
  });
  // Most results of the sums, which have a deviation of some 10,000 sqrt(products), lie in u8.
  scale = check_numbers(elements(1, 1, s.out_channels), 4);
  bias = check_numbers(elements(1, 1, s.out_channels), 3);
  for (std::size_t i = 0; i < scale.size(); ++i) {
    scale[i] = (scale[i] + 1) * 0.01F / std::sqrt(static_cast<float>(s.in_channels));
    bias[i] = bias[i] * 200 + (s.destination == DType::kI8 ? 0.0F : 60.0F);
  }
  const std::size_t outputs = elements(s.batch, out_size(s), s.out_channels);
  before = s.residual == DType::kF32 ? Bytes(outputs * size_of(s.destination), std::byte{0xFF})
                                     : check_bytes(outputs, 5);
}

std::vector<const DotPointwiseKernel*> usable_dot_pointwise_kernels() {
  std::vector<const DotPointwiseKernel*> found;
  for (const DotIsa isa : kDotIsas) {
    if (const DotPointwiseKernel* kernel = dot_pointwise_kernel(isa)) {
      found.push_back(kernel);
    }
  }
  return found;
}

std::vector<double> definition(const PointwiseProblem& problem) {
  const DotPointwise& s = problem.shape;
  const int size = out_size(s);
  std::vector<double> result;
  for (int at = 0; at < s.batch * size * size * s.out_channels; ++at) {
    const int out = at % s.out_channels;
    const int pixel = at / s.out_channels;
    const int y = pixel / size % size * s.stride;
    const int x = pixel % size * s.stride;
    const int from = (pixel / (size * size) * s.in_size + y) * s.in_size + x;
    double sum = 0;
    for (int k = 0; k < s.in_channels; ++k) {
      sum += number_of(problem.source[static_cast<std::size_t>(from * s.in_channels + k)],
                       DType::kU8) *
             problem.weights[static_cast<std::size_t>(out * s.in_channels + k)];
    }
    const auto channel = static_cast<std::size_t>(out);
    double value = sum * problem.scale[channel] + problem.bias[channel];
    if (s.residual != DType::kF32) {
      const int number = number_of(problem.before[static_cast<std::size_t>(at)], s.residual);
      value += double{problem.residual_scale} * number;
    }
    result.push_back(s.relu && value < 0 ? 0 : value);
  }
  return result;
}

Bytes run_kernel(const DotPointwiseKernel& kernel, const PointwiseProblem& problem, int step) {
  const DotPointwise& s = problem.shape;
  std::vector<std::int8_t> weights(dot_pointwise_weights_size(kernel.layout, s));
  pack_dot_pointwise_weights(kernel.layout, s, problem.weights, weights);
  Bytes destination = problem.before;
  for (int last = kernel.units(s); last > 0; last -= step) {
    const auto scratch = check_scratch(kernel.scratch_bytes(s));
    kernel.run(
        s,
        {problem.source.data(), std::as_bytes(std::span(weights)).data(), problem.scale.data(),
         problem.bias.data(), problem.residual_scale, destination.data(), scratch.get()},
        std::max(last - step, 0), last);
  }
  return destination;
}

}  // namespace resnext
