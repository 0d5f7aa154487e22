// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/channel_errors.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/checks/check_numbers.h"

namespace resnext {
namespace {

/// Returns the place of a channel's pixel.
std::size_t place(const ChannelBlocks& s, int image, int channel, int pixel) {
  return static_cast<std::size_t>(
      ((image * s.blocks() + channel / s.inner) * s.pixels + pixel) * s.inner + channel % s.inner);
}

/// Calls visit(image, channel, pixel) for each element, filled-up ones included.
template <typename Visit>
void for_each_element(const ChannelBlocks& shape, const Visit& visit) {
  for (int image = 0; image < shape.batch; ++image) {
    for (int channel = 0; channel < shape.blocks() * shape.inner; ++channel) {
      for (int pixel = 0; pixel < shape.pixels; ++pixel) {
        visit(image, channel, pixel);
      }
    }
  }
}

/// Returns numbers in the layout of `shape`, zeros where a block is filled up.
Floats activation(const ChannelBlocks& shape, unsigned seed) {
  Floats values = check_numbers(shape.size(), seed);
  for_each_element(shape, [&](int image, int channel, int pixel) {
    if (channel >= shape.channels) {
      values[place(shape, image, channel, pixel)] = 0;
    }
  });
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

/// Keeps the largest difference.
class Largest {
 public:
  void add(double found, double expected) {
    const double difference = std::abs(found - expected);
    value_ = std::max(
        value_, std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference);
  }
  double value() const { return value_; }

 private:
  double value_ = 0;
};

}  // namespace

double gate_error(const ChannelKernels& kernels, const ChannelBlocks& shape, Finish finish) {
  const Floats source = activation(shape, 1);
  const Floats gates = check_numbers(static_cast<std::size_t>(shape.batch * shape.channels), 2);
  const Floats residual = activation(shape, 3);
  Floats scales(static_cast<std::size_t>(shape.batch * shape.blocks() * shape.inner), NAN);
  logistic_scales(shape, gates, scales);
  Floats result = residual;
  const ChannelGate gate = {shape, finish};
  in_pieces(gate.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.gate(gate, source.data(), scales.data(), result.data(), first, last);
  });
  Largest error;
  for_each_element(shape, [&](int image, int channel, int pixel) {
    const std::size_t at = place(shape, image, channel, pixel);
    if (channel >= shape.channels) {
      error.add(result[at], 0);
      return;
    }
    const double logit = gates[static_cast<std::size_t>(image * shape.channels + channel)];
    error.add(result[at], finished(source[at] / (1 + std::exp(-logit)), residual[at], finish));
  });
  return error.value();
}

double blur_error(const ChannelKernels& kernels, const ChannelBlocks& shape, int height, int width,
                  int stride) {
  const auto mirrored = [](int index, int size) {
    const int inside = std::abs(index);
    return inside < size ? inside : 2 * size - 2 - inside;
  };
  const Floats source = activation(shape, 1);
  const BlurPool pool = {shape, height, width, stride};
  ChannelBlocks out = shape;
  out.pixels = pool.out_height() * pool.out_width();
  Floats result(out.size(), NAN);
  in_pieces(pool.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.blur(pool, source.data(), result.data(), first, last);
  });
  Largest error;
  for_each_element(out, [&](int image, int channel, int pixel) {
    double sum = 0;
    for (int tap = 0; tap < 9; ++tap) {
      const int y = mirrored(pixel / pool.out_width() * stride + tap / 3 - 1, height);
      const int x = mirrored(pixel % pool.out_width() * stride + tap % 3 - 1, width);
      const double weight = (tap / 3 == 1 ? 2 : 1) * (tap % 3 == 1 ? 2 : 1) / 16.0;
      sum += weight * source[place(shape, image, channel, y * width + x)];
    }
    error.add(result[place(out, image, channel, pixel)], sum);
  });
  return error.value();
}

double mean_error(const ChannelKernels& kernels, const ChannelBlocks& shape) {
  const Floats source = activation(shape, 1);
  const ChannelMean mean = {shape};
  Floats result(static_cast<std::size_t>(shape.batch * shape.channels), NAN);
  in_pieces(mean.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.mean(mean, source.data(), result.data(), first, last);
  });
  Largest error;
  for (int image = 0; image < shape.batch; ++image) {
    for (int channel = 0; channel < shape.channels; ++channel) {
      double sum = 0;
      for (int pixel = 0; pixel < shape.pixels; ++pixel) {
        sum += source[place(shape, image, channel, pixel)];
      }
      error.add(result[static_cast<std::size_t>(image * shape.channels + channel)],
                sum / shape.pixels);
    }
  }
  return error.value();
}

double linear_error(const ChannelKernels& kernels, const PooledLinear& layer) {
  const auto in = static_cast<std::size_t>(layer.in_channels);
  const auto out = static_cast<std::size_t>(layer.out_channels);
  const auto batch = static_cast<std::size_t>(layer.batch);
  const Floats source = check_numbers(batch * in, 1);
  const Floats weights = check_numbers(in * out, 2);
  const Floats bias = check_numbers(out, 3);
  Floats result(batch * out, NAN);
  in_pieces(layer.out_channels, [&](std::int64_t first, std::int64_t last) {
    kernels.linear(layer, source.data(), weights.data(), bias.data(), result.data(), first, last);
  });
  Largest error;
  for (std::size_t i = 0; i < result.size(); ++i) {
    double sum = bias[i % out];
    for (std::size_t k = 0; k < in; ++k) {
      sum += double{source[i / out * in + k]} * weights[i % out * in + k];
    }
    error.add(result[i], finished(sum, 0, {.relu = layer.relu}));
  }
  return error.value();
}

double norm_error(const ChannelKernels& kernels, const ChannelBlocks& shape, int groups,
                  Finish finish) {
  constexpr double kEpsilon = 1e-5;
  const auto channels = static_cast<std::size_t>(shape.channels);
  const Floats source = activation(shape, 1);
  const Floats weight = check_numbers(channels, 2);
  const Floats bias = check_numbers(channels, 3);
  const Floats residual = activation(shape, 4);
  Floats result = residual;
  const GroupNorm norm = {shape, groups, finish};
  in_pieces(norm.units(), [&](std::int64_t first, std::int64_t last) {
    kernels.norm(norm, source.data(), weight.data(), bias.data(), result.data(), first, last);
  });
  const int size = shape.channels / groups;
  const int count = size * shape.pixels;
  Largest error;
  for (int unit = 0; unit < shape.batch * groups; ++unit) {
    const auto at = [&](int i) {
      return place(shape, unit / groups, unit % groups * size + i / shape.pixels, i % shape.pixels);
    };
    double mean = 0;
    double square = 0;
    for (int i = 0; i < count; ++i) {
      mean += double{source[at(i)]} / count;
      square += double{source[at(i)]} * source[at(i)] / count;
    }
    const double deviation = std::sqrt(square - mean * mean + kEpsilon);
    for (int i = 0; i < count; ++i) {
      const auto channel = static_cast<std::size_t>(unit % groups * size + i / shape.pixels);
      const double value = (source[at(i)] - mean) / deviation * weight[channel] + bias[channel];
      error.add(result[at(i)], finished(value, residual[at(i)], finish));
    }
  }
  return error.value();
}

}  // namespace resnext
