// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/dot_sizes.h"

// The reference: the definition of a convolution, output by output.
namespace resnext {
namespace {

struct PlainBf16 {
  using Element = std::uint16_t;
  using Weight = std::uint16_t;
  using Sum = float;

  static constexpr DotLayout kLayout = {"dot bf16 reference 1", 1, 1, 1};

  static float product(Element value, Weight weight) {
    return bf16_to_f32(value) * bf16_to_f32(weight);
  }
  static float finish(float sum, const DotArguments& arguments, std::ptrdiff_t channel) {
    return sum + arguments.bias[channel];
  }
};

struct PlainInt8 {
  using Element = std::uint8_t;
  using Weight = std::int8_t;
  using Sum = std::int32_t;

  static constexpr DotLayout kLayout = {"dot int8 reference 1", 1, 1, 1};

  static std::int32_t product(Element value, Weight weight) { return value * weight; }
  static float finish(std::int32_t sum, const DotArguments& arguments, std::ptrdiff_t channel) {
    return std::fma(static_cast<float>(sum), arguments.scale[channel], arguments.bias[channel]);
  }
};

void write(float value, DType type, std::byte* destination, std::ptrdiff_t at) {
  if (type == DType::kU8) {
    // Rounds half to even, as the processor's default is.
    const float rounded = std::nearbyint(std::min(value > 0 ? value : 0.0F, 255.0F));
    destination[at] = static_cast<std::byte>(rounded);
  } else if (type == DType::kBF16) {
    const std::uint16_t bits = f32_to_bf16(value);
    std::memcpy(destination + at * std::ptrdiff_t{sizeof bits}, &bits, sizeof bits);
  } else {
    std::memcpy(destination + at * std::ptrdiff_t{sizeof value}, &value, sizeof value);
  }
}

template <class Plain>
struct Reference {
  using Element = typename Plain::Element;
  using Weight = typename Plain::Weight;

  static std::size_t scratch_bytes(const DotConvolution&) { return 0; }

  /// A unit is a row.
  static int units(const DotConvolution& shape) { return shape.batch * DotPixels(shape).out_size; }

  static void run(const DotConvolution& shape, const DotArguments& arguments, int first, int last) {
    const int size = DotPixels(shape).out_size;
    const int all = shape.groups * shape.channels;
    for (int row = first; row < last; ++row) {
      for (int x = 0; x < size; ++x) {
        for (int channel = 0; channel < all; ++channel) {
          const auto sum = sum_at(shape, arguments, row / size, row % size, x, channel);
          const float value = Plain::finish(sum, arguments, channel);
          write(shape.relu && value < 0 ? 0 : value, shape.destination, arguments.destination,
                (std::ptrdiff_t{row} * size + x) * all + channel);
        }
      }
    }
  }

  static typename Plain::Sum sum_at(const DotConvolution& shape, const DotArguments& arguments,
                                    int image, int out_y, int out_x, int channel) {
    const auto* const source = reinterpret_cast<const Element*>(arguments.source);
    const auto* const weights = reinterpret_cast<const Weight*>(arguments.weights) +
                                std::ptrdiff_t{channel} * shape.channels * kTaps;
    const int all = shape.groups * shape.channels;
    typename Plain::Sum sum = 0;
    for (int tap = 0; tap < kTaps; ++tap) {
      const int y = out_y * shape.stride + tap / 3 - 1;
      const int x = out_x * shape.stride + tap % 3 - 1;
      if (y < 0 || y >= shape.in_size || x < 0 || x >= shape.in_size) {
        continue;
      }
      const Element* const values =
          source + ((std::ptrdiff_t{image} * shape.in_size + y) * shape.in_size + x) * all +
          channel / shape.channels * shape.channels;
      for (int in = 0; in < shape.channels; ++in) {
        sum += Plain::product(values[in], weights[std::ptrdiff_t{in} * kTaps + tap]);
      }
    }
    return sum;
  }

  static constexpr DotKernel kernel(const char* name, DotTypes types) {
    return {name, types, Plain::kLayout, &scratch_bytes, &units, &run};
  }
};

}  // namespace

extern const DotKernel kDotBf16Reference;
extern const DotKernel kDotInt8Reference;
const DotKernel kDotBf16Reference =
    Reference<PlainBf16>::kernel("dot_bf16:reference", DotTypes::kBf16);
const DotKernel kDotInt8Reference =
    Reference<PlainInt8>::kernel("dot_int8:reference", DotTypes::kInt8);

}  // namespace resnext
