// SPDX-License-Identifier: Apache-2.0
#include "quantization/round_weights.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "quantization/bias_correction.h"

namespace resnext {
namespace {

/// A convolution's weights; the second channel is all zeros, the third has an outlier.
struct Weights {
  Weights() : values(kChannels * kRow) {
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    std::ranges::generate(values, [&] { return normal(random); });
    std::fill_n(values.begin() + kRow, kRow, 0.0F);
    values[2 * kRow + 5] = 60;
    folded.weight = {DType::kF32,
                     {kChannels, 32, 3, 3},
                     contiguous_stride({kChannels, 32, 3, 3}),
                     reinterpret_cast<const std::byte*>(values.data())};
    folded.scale = {1, 2, 3, -0.5F};
    folded.bias = {1, 2, 3, 4};
  }

  static constexpr std::int64_t kChannels = 4;
  static constexpr std::int64_t kRow = 32 * 9;
  std::vector<float> values;
  FoldedWeights folded;
};

TEST_CASE("weights are rounded to what their scale makes of integers", "[quantization]") {
  const Weights weights;
  const RoundedWeights rounded = round_weights(weights.folded);
  REQUIRE(rounded.integers.size() == weights.values.size());
  double error = 0;
  double square = 0;
  for (std::size_t i = 0; i < weights.values.size(); ++i) {
    const std::size_t o = i / Weights::kRow;
    const double value = double{weights.values[i]} * weights.folded.scale[o];
    const double difference = value - double{rounded.scale[o]} * rounded.integers[i];
    error += difference * difference;
    square += value * value;
    CHECK(std::abs(rounded.integers[i]) <= 127);
    if (std::abs(rounded.integers[i]) < 127) {
      REQUIRE(std::abs(difference) <= 0.501 * rounded.scale[o]);
    }
  }
  CHECK(rounded.error == Approx(std::sqrt(error / square)).epsilon(1e-3));
  CHECK(rounded.scale[1] > 0);
  const float largest =
      *std::max_element(weights.values.begin(), weights.values.begin() + Weights::kRow);
  CHECK(rounded.scale[0] <= largest / 127 * 1.3F);
}

TEST_CASE("a channel's range is not stretched for an outlier alone", "[quantization]") {
  // With so many weights, clipping one costs less than rounding all of them more coarsely.
  const std::int64_t count = 1 << 20;
  std::vector<float> values(count);
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::ranges::generate(values, [&] { return normal(random); });
  values[9] = 8;
  FoldedWeights folded;
  folded.weight = {DType::kF32,
                   {1, count, 1, 1},
                   contiguous_stride({1, count, 1, 1}),
                   reinterpret_cast<const std::byte*>(values.data())};
  CHECK(round_weights(folded).scale[0] < 6.0F / 127);
}

TEST_CASE("a corrected bias keeps the mean of each channel", "[quantization]") {
  const Weights weights;
  const RoundedWeights rounded = round_weights(weights.folded);
  const Node node = {.in_channels = 64, .out_channels = 4, .groups = 2, .kernel = 3};
  // A constant image, which rounding changes: no window is at an edge.
  ChannelMeans input;
  for (int channel = 0; channel < 64; ++channel) {
    input.exact.push_back(0.3 + 0.01 * channel);
    input.rounded.push_back(0.3);
  }
  const ChannelMeans residual = {{1, 1, 1, 1}, {0.5, 1, 1, 1}};
  const std::vector<float> bias = corrected_bias(
      node, weights.folded, folded_values(weights.folded), rounded, input, &residual);
  for (std::size_t o = 0; o < 4; ++o) {
    double exact = weights.folded.bias[o] + residual.exact[o];
    double found = bias[o] + residual.rounded[o];
    for (std::size_t i = 0; i < Weights::kRow; ++i) {
      const std::size_t in = o / 2 * 32 + i / 9;
      exact +=
          double{weights.values[o * Weights::kRow + i]} * weights.folded.scale[o] * input.exact[in];
      found +=
          double{rounded.scale[o]} * rounded.integers[o * Weights::kRow + i] * input.rounded[in];
    }
    CHECK(found == Approx(exact).margin(1e-4));
  }
  CHECK(bias[0] != weights.folded.bias[0]);
}

}  // namespace
}  // namespace resnext
