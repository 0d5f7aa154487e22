// SPDX-License-Identifier: Apache-2.0
#include "kernels/ordered_convolution.h"

#include <algorithm>

#include "fuzz/kernel_target.h"

// Compares each kernel of this CPU whose sums have one order with the reference, bit for bit, in
// any shape.
namespace resnext {
namespace {

OrderedConvolution make_shape(FuzzInput& input) {
  OrderedConvolution s;
  s.batch = input.number(1, 2);
  s.planar = input.coin();
  s.groups = input.number(1, 3);
  s.in_channels = input.number(1, 9);
  s.out_channels = input.number(1, 70);
  s.kernel = input.number(0, 3) * 2 + 1;
  s.stride = input.number(1, 3);
  s.padding = input.number(0, s.kernel / 2);
  s.in_size = input.number(std::max(1, s.kernel - 2 * s.padding), 12);
  s.out_size = (s.in_size + 2 * s.padding - s.kernel) / s.stride + 1;
  s.residual = input.coin();
  s.relu = input.coin();
  return s;
}

std::size_t product(std::initializer_list<int> factors) {
  std::size_t result = 1;
  for (const int factor : factors) {
    result *= static_cast<std::size_t>(factor);
  }
  return result;
}

Floats run(const OrderedKernel& kernel, const OrderedConvolution& shape, OrderedArguments arguments,
           Floats destination, int step) {
  arguments.destination = destination.data();
  const int units = kernel.units(shape);
  for (int first = 0; first < units; first += step) {
    arguments.scratch =
        reinterpret_cast<float*>(scratch_of(kernel.scratch_floats(shape) * sizeof(float)));
    kernel.run(shape, arguments, first, std::min(first + step, units));
  }
  return destination;
}

void compare(FuzzInput& input, const OrderedKernel& kernel) {
  Noise noise(input);
  const OrderedConvolution s = make_shape(input);
  const Floats source =
      noise.take(product({s.batch, s.in_size, s.in_size, s.groups, s.in_channels}));
  const Floats weights =
      noise.take(product({s.groups, s.out_channels, s.in_channels, s.kernel, s.kernel}));
  const Floats bias = noise.take(product({s.groups, s.out_channels}));
  const Floats before =
      noise.take(product({s.batch, s.out_size, s.out_size, s.groups, s.out_channels}));
  Floats packed(ordered_weights_size(s));
  pack_ordered_weights(s, weights, packed);
  const OrderedArguments arguments = {
      .source = source.data(), .weights = packed.data(), .bias = bias.data()};
  const Floats expected = run(*ordered_kernel(0), s, arguments, before, 1);
  const Floats found = run(kernel, s, arguments, before, input.number(1, 7));
  expect(std::memcmp(found.data(), expected.data(), found.size() * sizeof(float)) == 0);
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::FuzzInput input(data, size);
  const int lanes = input.coin() ? 16 : 8;
  for (const int usable : {lanes, 24 - lanes, 4}) {
    if (const resnext::OrderedKernel* kernel = resnext::ordered_kernel(usable)) {
      resnext::compare(input, *kernel);
      return 0;
    }
  }
  return 0;
}
