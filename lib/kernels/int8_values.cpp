// SPDX-License-Identifier: Apache-2.0
#include "kernels/int8_values.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace resnext {
namespace {

/// Calls work with the elements in their own type.
template <typename Work>
void with_type(const ConstTypedData& data, const Work& work) {
  if (data.dtype == DType::kU8) {
    work(reinterpret_cast<const std::uint8_t*>(data.bytes.data()));
  } else {
    work(reinterpret_cast<const std::int8_t*>(data.bytes.data()));
  }
}

template <typename Integer>
void round_to(std::span<const float> values, float scale, Integer* out) {
  constexpr float kLowest = std::numeric_limits<Integer>::min();
  constexpr float kHighest = std::numeric_limits<Integer>::max();
  constexpr float kAligning = 12582912;  // 1.5 * 2^23: its sum with a number has no fraction
  const float factor = 1 / scale;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float clamped = std::min(std::max(kLowest, values[i] * factor), kHighest);
    out[i] = static_cast<Integer>(static_cast<int>((clamped + kAligning) - kAligning));
  }
}

}  // namespace

void round_to_int8(std::span<const float> values, float scale, const TypedData& integers) {
  std::byte* const out = integers.bytes.data();
  if (integers.dtype == DType::kU8) {
    round_to(values, scale, reinterpret_cast<std::uint8_t*>(out));
  } else {
    round_to(values, scale, reinterpret_cast<std::int8_t*>(out));
  }
}

void widen_int8(const ConstTypedData& integers, float scale, std::span<float> values) {
  with_type(integers, [&](const auto* in) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = scale * static_cast<float>(in[i]);
    }
  });
}

void mean_of_int8(const ConstTypedData& integers, float scale, std::span<float> means) {
  const std::size_t channels = means.size();
  const std::size_t pixels = integers.bytes.size() / channels;
  std::vector<std::int32_t> sums(channels);
  with_type(integers, [&](const auto* in) {
    for (std::size_t pixel = 0; pixel < pixels; ++pixel, in += channels) {
      for (std::size_t channel = 0; channel < channels; ++channel) {
        sums[channel] += in[channel];
      }
    }
  });
  const double unit = double{scale} / static_cast<double>(pixels);
  std::ranges::transform(sums, means.begin(),
                         [unit](std::int32_t sum) { return static_cast<float>(unit * sum); });
}

}  // namespace resnext
