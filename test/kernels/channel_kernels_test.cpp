// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/kernel_checks.h"

namespace resnext {
namespace {

/// Returns the place of a channel's pixel.
std::size_t place(const ChannelBlocks& s, int image, int channel, int pixel) {
  return static_cast<std::size_t>(
      ((image * s.blocks() + channel / s.inner) * s.pixels + pixel) * s.inner + channel % s.inner);
}

/// Noise in the layout of `shape`, zeros where a block is filled up.
Floats activation(const ChannelBlocks& shape, unsigned seed) {
  Floats values = noise(shape.size(), seed);
  for (int image = 0; image < shape.batch; ++image) {
    for (int channel = shape.channels; channel < shape.blocks() * shape.inner; ++channel) {
      for (int pixel = 0; pixel < shape.pixels; ++pixel) {
        values[place(shape, image, channel, pixel)] = 0;
      }
    }
  }
  return values;
}

double finished(double value, double earlier, Finish finish) {
  const double sum = finish.add ? value + earlier : value;
  return finish.relu && sum < 0 ? 0 : sum;
}

/// Calls run(first, last) for all units, a few at a time, in reverse: no unit may depend on
/// another.
template <typename Run>
void in_pieces(std::int64_t units, const Run& run) {
  for (std::int64_t last = units; last > 0; last -= 3) {
    run(std::max<std::int64_t>(last - 3, 0), last);
  }
}

std::vector<ChannelBlocks> shapes(int pixels) {
  std::vector<ChannelBlocks> all;
  for (const int channels : {32, 64, 96}) {
    for (const int inner : {1, 8, 16, channels}) {
      all.push_back({2, channels, pixels, inner});
    }
  }
  for (const int inner : {1, 8, 16, 19}) {
    all.push_back({2, 19, pixels, inner});  // blocks are filled up
  }
  return all;
}

std::string text_of(const ChannelKernels& kernels, const ChannelBlocks& s) {
  return std::string(kernels.name) + ": " + std::to_string(s.channels) + " channels, blocks of " +
         std::to_string(s.inner);
}

TEST_CASE("gates scale channels, add and rectify", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 8, 16));
  for (const ChannelBlocks& shape : shapes(21)) {
    for (const Finish finish :
         {Finish{false, false}, Finish{true, false}, Finish{false, true}, Finish{true, true}}) {
      INFO(text_of(kernels, shape));
      const Floats source = activation(shape, 1);
      const Floats gates = noise(static_cast<std::size_t>(shape.batch * shape.channels), 2);
      const Floats residual = activation(shape, 3);
      Floats scales(static_cast<std::size_t>(shape.batch * shape.blocks() * shape.inner), NAN);
      logistic_scales(shape, gates, scales);
      Floats result = residual;
      const ChannelGate gate = {shape, finish};
      in_pieces(gate.units(), [&](std::int64_t first, std::int64_t last) {
        kernels.gate(gate, source.data(), scales.data(), result.data(), first, last);
      });
      double difference = 0;
      for (int image = 0; image < shape.batch; ++image) {
        for (int channel = 0; channel < shape.blocks() * shape.inner; ++channel) {
          for (int pixel = 0; pixel < shape.pixels; ++pixel) {
            const std::size_t at = place(shape, image, channel, pixel);
            const bool filling = channel >= shape.channels;
            const double logit =
                filling ? 0
                        : double{gates[static_cast<std::size_t>(image * shape.channels + channel)]};
            const double value = source[at] / (1 + std::exp(-logit));
            const double expected = filling ? 0 : finished(value, residual[at], finish);
            difference = std::max(difference, std::abs(result[at] - expected));
          }
        }
      }
      CHECK(difference < 1e-6);
    }
  }
}

TEST_CASE("a blur pool is a binomial filter with mirrored edges", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 8, 16));
  const int height = GENERATE(2, 5, 8);
  const int width = GENERATE(2, 7);
  const int stride = GENERATE(1, 2);
  for (const ChannelBlocks& shape : shapes(height * width)) {
    INFO(text_of(kernels, shape) << ", " << height << " x " << width);
    const Floats source = activation(shape, 1);
    const BlurPool pool = {shape, height, width, stride};
    ChannelBlocks out = shape;
    out.pixels = pool.out_height() * pool.out_width();
    Floats result(out.size(), NAN);
    in_pieces(pool.units(), [&](std::int64_t first, std::int64_t last) {
      kernels.blur(pool, source.data(), result.data(), first, last);
    });
    double difference = 0;
    for (int image = 0; image < shape.batch; ++image) {
      for (int channel = 0; channel < shape.blocks() * shape.inner; ++channel) {
        for (int pixel = 0; pixel < out.pixels; ++pixel) {
          double sum = 0;
          for (int tap = 0; tap < 9; ++tap) {
            int y = std::abs(pixel / pool.out_width() * stride + tap / 3 - 1);
            int x = std::abs(pixel % pool.out_width() * stride + tap % 3 - 1);
            y = y < height ? y : 2 * height - 2 - y;
            x = x < width ? x : 2 * width - 2 - x;
            const double weight = (tap / 3 == 1 ? 2 : 1) * (tap % 3 == 1 ? 2 : 1) / 16.0;
            sum += weight * source[place(shape, image, channel, y * width + x)];
          }
          difference =
              std::max(difference, std::abs(result[place(out, image, channel, pixel)] - sum));
        }
      }
    }
    CHECK(difference < 1e-6);
  }
}

TEST_CASE("means are those of each channel's pixels", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 8, 16));
  for (const int pixels : {1, 49, 3136}) {
    for (const ChannelBlocks& shape : shapes(pixels)) {
      INFO(text_of(kernels, shape));
      const Floats source = activation(shape, 1);
      const ChannelMean mean = {shape};
      Floats result(static_cast<std::size_t>(shape.batch * shape.channels), NAN);
      in_pieces(mean.units(), [&](std::int64_t first, std::int64_t last) {
        kernels.mean(mean, source.data(), result.data(), first, last);
      });
      double difference = 0;
      for (int image = 0; image < shape.batch; ++image) {
        for (int channel = 0; channel < shape.channels; ++channel) {
          double sum = 0;
          for (int pixel = 0; pixel < pixels; ++pixel) {
            sum += source[place(shape, image, channel, pixel)];
          }
          const float found = result[static_cast<std::size_t>(image * shape.channels + channel)];
          difference = std::max(difference, std::abs(found - sum / pixels));
        }
      }
      CHECK(difference < 1e-6);
    }
  }
}

TEST_CASE("a pooled linear layer is a product of matrices", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 8, 16));
  for (const PooledLinear& layer : {PooledLinear{1, 64, 8, true}, PooledLinear{3, 19, 33, false},
                                    PooledLinear{2, 7, 5, true}}) {
    const auto in = static_cast<std::size_t>(layer.in_channels);
    const auto out = static_cast<std::size_t>(layer.out_channels);
    const auto batch = static_cast<std::size_t>(layer.batch);
    const Floats source = noise(batch * in, 1);
    const Floats weights = noise(in * out, 2);
    const Floats bias = noise(out, 3);
    Floats result(batch * out, NAN);
    in_pieces(layer.out_channels, [&](std::int64_t first, std::int64_t last) {
      kernels.linear(layer, source.data(), weights.data(), bias.data(), result.data(), first, last);
    });
    for (std::size_t i = 0; i < result.size(); ++i) {
      double sum = bias[i % out];
      for (std::size_t k = 0; k < in; ++k) {
        sum += double{source[i / out * in + k]} * weights[i % out * in + k];
      }
      CHECK(result[i] == Approx(layer.relu && sum < 0 ? 0 : sum).margin(1e-5));
    }
  }
}

TEST_CASE("a group norm normalizes each image's groups", "[kernels]") {
  const ChannelKernels& kernels = channel_kernels(GENERATE(0, 8, 16));
  const Finish finish = GENERATE(Finish{false, true}, Finish{true, true}, Finish{false, false});
  const int groups = GENERATE(1, 4, 32);
  for (const ChannelBlocks& shape : shapes(21)) {
    if (shape.channels % shape.inner != 0 || shape.channels % groups != 0) {
      continue;
    }
    INFO(text_of(kernels, shape) << ", " << groups << " groups");
    const auto channels = static_cast<std::size_t>(shape.channels);
    const Floats source = activation(shape, 1);
    const Floats weight = noise(channels, 2);
    const Floats bias = noise(channels, 3);
    const Floats residual = activation(shape, 4);
    Floats result = residual;
    const GroupNorm norm = {shape, groups, finish};
    in_pieces(norm.units(), [&](std::int64_t first, std::int64_t last) {
      kernels.norm(norm, source.data(), weight.data(), bias.data(), result.data(), first, last);
    });
    const int size = shape.channels / groups;
    const double count = size * shape.pixels;
    double difference = 0;
    for (int unit = 0; unit < shape.batch * groups; ++unit) {
      const auto at = [&](int i) {
        return place(shape, unit / groups, unit % groups * size + i / shape.pixels,
                     i % shape.pixels);
      };
      double mean = 0;
      double square = 0;
      for (int i = 0; i < static_cast<int>(count); ++i) {
        mean += source[at(i)] / count;
        square += double{source[at(i)]} * source[at(i)] / count;
      }
      for (int i = 0; i < static_cast<int>(count); ++i) {
        const auto channel = static_cast<std::size_t>(unit % groups * size + i / shape.pixels);
        const double value = (source[at(i)] - mean) / std::sqrt(square - mean * mean + 1e-5);
        const double expected =
            finished(value * weight[channel] + bias[channel], residual[at(i)], finish);
        difference = std::max(difference, std::abs(result[at(i)] - expected));
      }
    }
    CHECK(difference < 1e-5);
  }
}

TEST_CASE("a convolution over channels sees zeros beyond the ends", "[kernels]") {
  const Floats source = {1, 2, 3, 4, 10, 20, 30, 40};
  Floats result(8, NAN);
  convolve_channels(2, 4, source, Floats{1, 10, 100}, result);
  CHECK(result == Floats{210, 321, 432, 43, 2100, 3210, 4320, 430});
}

}  // namespace
}  // namespace resnext
