// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels.h"

#include <algorithm>
#include <array>

#include "fuzz/kernel_target.h"

// Compares the channel kernels of this CPU's vectors with those for every CPU, in any shape and
// layout, and with threads' shares of any size. Sums in another order differ in their rounding.
namespace resnext {
namespace {

constexpr double kTolerance = 1e-5;

ChannelBlocks make_shape(FuzzInput& input, int pixels) {
  const int inner = input.number(0, 3);
  const int channels = input.number(1, 40);
  return {input.number(1, 2), channels, pixels,
          inner == 0   ? 1
          : inner == 1 ? 8
          : inner == 2 ? 16
                       : channels};
}

Finish make_finish(FuzzInput& input) {
  const bool add = input.coin();
  return {add, input.coin()};
}

/// Calls run(first, last) for all units in pieces.
template <typename Run>
void in_pieces(FuzzInput& input, std::int64_t units, const Run& run) {
  const int step = input.number(1, 64);
  for (std::int64_t first = 0; first < units; first += step) {
    run(first, std::min(first + step, units));
  }
}

void expect_close(const Floats& found, const Floats& expected, double scale) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    expect(std::abs(found[i] - expected[i]) <= kTolerance * scale);
  }
}

void compare_gates(FuzzInput& input, Noise& noise, const ChannelKernels& kernels) {
  const ChannelGate gate = {make_shape(input, input.number(1, 30)), make_finish(input)};
  const ChannelBlocks& shape = gate.shape;
  const Floats source = noise.take(shape.size());
  const Floats gates = noise.take(static_cast<std::size_t>(shape.batch * shape.channels));
  Floats scales(static_cast<std::size_t>(shape.batch * shape.blocks() * shape.inner));
  logistic_scales(shape, gates, scales);
  Floats expected = noise.take(shape.size());
  Floats found = expected;
  channel_kernels(0).gate(gate, source.data(), scales.data(), expected.data(), 0, gate.units());
  in_pieces(input, gate.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.gate(gate, source.data(), scales.data(), found.data(), first, last);
  });
  expect_close(found, expected, noise.largest());
}

void compare_blurs(FuzzInput& input, Noise& noise, const ChannelKernels& kernels) {
  const int height = input.number(2, 9);
  const int width = input.number(2, 9);
  const BlurPool pool = {make_shape(input, height * width), height, width, input.number(1, 2)};
  const Floats source = noise.take(pool.source.size());
  Floats expected(static_cast<std::size_t>(pool.units() * pool.out_width() * pool.source.inner));
  Floats found = expected;
  channel_kernels(0).blur(pool, source.data(), expected.data(), 0, pool.units());
  in_pieces(input, pool.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.blur(pool, source.data(), found.data(), first, last);
  });
  expect_close(found, expected, noise.largest());
}

void compare_means(FuzzInput& input, Noise& noise, const ChannelKernels& kernels) {
  const ChannelMean mean = {make_shape(input, input.number(1, 200))};
  const Floats source = noise.take(mean.source.size());
  Floats expected(static_cast<std::size_t>(mean.source.batch * mean.source.channels));
  Floats found = expected;
  channel_kernels(0).mean(mean, source.data(), expected.data(), 0, mean.units());
  in_pieces(input, mean.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.mean(mean, source.data(), found.data(), first, last);
  });
  expect_close(found, expected, noise.largest());
}

void compare_linears(FuzzInput& input, Noise& noise, const ChannelKernels& kernels) {
  const PooledLinear layer = {input.number(1, 3), input.number(1, 70), input.number(1, 20),
                              input.coin()};
  const auto in = static_cast<std::size_t>(layer.in_channels);
  const auto out = static_cast<std::size_t>(layer.out_channels);
  const Floats source = noise.take(static_cast<std::size_t>(layer.batch) * in);
  const Floats weights = noise.take(in * out);
  const Floats bias = noise.take(out);
  Floats expected(static_cast<std::size_t>(layer.batch) * out);
  Floats found = expected;
  channel_kernels(0).linear(layer, source.data(), weights.data(), bias.data(), expected.data(), 0,
                            layer.out_channels);
  in_pieces(input, layer.out_channels, [&](std::int64_t first, std::int64_t last) {
    kernels.linear(layer, source.data(), weights.data(), bias.data(), found.data(), first, last);
  });
  expect_close(found, expected, noise.largest() * noise.largest() * layer.in_channels);
}

void compare_norms(FuzzInput& input, Noise& noise, const ChannelKernels& kernels) {
  ChannelBlocks shape = make_shape(input, input.number(2, 30));
  const int groups = input.number(1, 8);
  shape.channels = groups * input.number(1, 6) * 8;  // no block is filled up
  shape.inner = shape.inner == 1 || shape.inner == 8 ? shape.inner : shape.channels;
  const GroupNorm norm = {shape, groups, make_finish(input)};
  const auto channels = static_cast<std::size_t>(shape.channels);
  const Floats source = noise.take(shape.size());
  const Floats weight = noise.take(channels);
  const Floats bias = noise.take(channels);
  Floats expected = noise.take(shape.size());
  Floats found = expected;
  channel_kernels(0).norm(norm, source.data(), weight.data(), bias.data(), expected.data(), 0,
                          norm.units());
  in_pieces(input, norm.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.norm(norm, source.data(), weight.data(), bias.data(), found.data(), first, last);
  });
  expect_close(found, expected, 100 * noise.largest());
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resnext;
  constexpr std::array kComparisons = {&compare_gates, &compare_blurs, &compare_means,
                                       &compare_linears, &compare_norms};
  FuzzInput input(data, size);
  Noise noise(input);
  const ChannelKernels& kernels = channel_kernels(input.coin() ? 8 : 16);
  const int which = input.number(0, static_cast<int>(kComparisons.size()) - 1);
  kComparisons.at(static_cast<std::size_t>(which))(input, noise, kernels);
  return 0;
}
