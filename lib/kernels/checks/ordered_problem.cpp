// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/ordered_problem.h"

#include <algorithm>

namespace resnext {
namespace {

std::size_t product(std::initializer_list<int> factors) {
  std::size_t result = 1;
  for (const int factor : factors) {
    result *= static_cast<std::size_t>(factor);
  }
  return result;
}

/// Returns one output before the ReLU.
double value_at(const OrderedProblem& problem, int image, int y, int x, int channel) {
  const OrderedConvolution& s = problem.shape;
  const int all = s.groups * s.in_channels;
  double sum = problem.bias[static_cast<std::size_t>(channel)];
  for (int tap = 0; tap < s.kernel * s.kernel; ++tap) {
    const int row = y * s.stride + tap / s.kernel - s.padding;
    const int column = x * s.stride + tap % s.kernel - s.padding;
    if (row < 0 || row >= s.in_size || column < 0 || column >= s.in_size) {
      continue;
    }
    for (int k = 0; k < s.in_channels; ++k) {
      const int in = channel / s.out_channels * s.in_channels + k;
      const int at = s.planar ? ((image * all + in) * s.in_size + row) * s.in_size + column
                              : ((image * s.in_size + row) * s.in_size + column) * all + in;
      const int weight = (channel * s.in_channels + k) * s.kernel * s.kernel + tap;
      sum += double{problem.source[static_cast<std::size_t>(at)]} *
             problem.weights[static_cast<std::size_t>(weight)];
    }
  }
  return sum;
}

}  // namespace

OrderedProblem::OrderedProblem(const OrderedConvolution& s)
    : shape(s),
      source(check_numbers(product({s.batch, s.in_size, s.in_size, s.groups, s.in_channels}), 1)),
      weights(
          check_numbers(product({s.groups, s.out_channels, s.in_channels, s.kernel, s.kernel}), 2)),
      bias(check_numbers(product({s.groups, s.out_channels}), 3)),
      before(
          check_numbers(product({s.batch, s.out_size, s.out_size, s.groups, s.out_channels}), 4)) {}

std::vector<double> definition(const OrderedProblem& problem) {
  const OrderedConvolution& s = problem.shape;
  const int channels = s.groups * s.out_channels;
  std::vector<double> values;
  for (int pixel = 0; pixel < s.batch * s.out_size * s.out_size; ++pixel) {
    for (int channel = 0; channel < channels; ++channel) {
      const double value = value_at(problem, pixel / (s.out_size * s.out_size),
                                    pixel / s.out_size % s.out_size, pixel % s.out_size, channel) +
                           (s.residual ? problem.before[values.size()] : 0);
      values.push_back(s.relu ? std::max(value, 0.0) : value);
    }
  }
  return values;
}

Floats run_kernel(const OrderedKernel& kernel, const OrderedProblem& problem, int step) {
  Floats packed(ordered_weights_size(problem.shape));
  pack_ordered_weights(problem.shape, problem.weights, packed);
  Floats scratch(kernel.scratch_floats(problem.shape));
  Floats destination = problem.before;
  const OrderedArguments arguments = {.source = problem.source.data(),
                                      .weights = packed.data(),
                                      .bias = problem.bias.data(),
                                      .destination = destination.data(),
                                      .scratch = scratch.data()};
  for (int last = kernel.units(problem.shape); last > 0; last -= step) {
    kernel.run(problem.shape, arguments, std::max(last - step, 0), last);
  }
  return destination;
}

}  // namespace resnext
