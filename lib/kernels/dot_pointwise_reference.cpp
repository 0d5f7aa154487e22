// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/dot_pointwise_sizes.h"

// The reference: the definition of a 1x1 convolution, output by output.
namespace resnext {
namespace {

float residual_at(DType type, const std::byte* destination, std::ptrdiff_t at) {
  const auto number = std::to_integer<std::uint8_t>(destination[at]);
  return type == DType::kU8 ? static_cast<float>(number)
                            : static_cast<float>(static_cast<std::int8_t>(number));
}

void write(float value, DType type, std::byte* destination, std::ptrdiff_t at) {
  if (type == DType::kF32) {
    std::memcpy(destination + at * std::ptrdiff_t{sizeof value}, &value, sizeof value);
    return;
  }
  const bool is_signed = type == DType::kI8;
  const float clamped = std::clamp(value, is_signed ? -128.0F : 0.0F, is_signed ? 127.0F : 255.0F);
  // Rounds half to even, as the processor's default is.
  destination[at] = static_cast<std::byte>(static_cast<int>(std::nearbyint(clamped)));
}

void compute(const DotPointwise& shape, const DotPointwiseArguments& arguments,
             const std::byte* source, std::ptrdiff_t pixel, int out) {
  const std::byte* const weights = arguments.weights + std::ptrdiff_t{out} * shape.in_channels;
  std::int32_t sum = 0;
  for (int in = 0; in < shape.in_channels; ++in) {
    sum += std::to_integer<std::uint8_t>(source[in]) * static_cast<std::int8_t>(weights[in]);
  }
  const std::ptrdiff_t at = pixel * shape.out_channels + out;
  float value = std::fma(static_cast<float>(sum), arguments.scale[out], arguments.bias[out]);
  if (shape.residual != DType::kF32) {
    value = std::fma(residual_at(shape.residual, arguments.destination, at),
                     arguments.residual_scale, value);
  }
  write(shape.relu && value < 0 ? 0 : value, shape.destination, arguments.destination, at);
}

std::size_t scratch_bytes(const DotPointwise&) { return 0; }

/// A unit is a row of an image.
int units(const DotPointwise& shape) { return shape.batch * PointwisePixels(shape).out_size; }

void run(const DotPointwise& shape, const DotPointwiseArguments& arguments, int first, int last) {
  const int size = PointwisePixels(shape).out_size;
  const std::ptrdiff_t stride = shape.stride;
  for (int row = first; row < last; ++row) {
    const std::ptrdiff_t in_row = std::ptrdiff_t{row / size} * shape.in_size + row % size * stride;
    for (int x = 0; x < size; ++x) {
      const std::byte* const source =
          arguments.source + (in_row * shape.in_size + x * stride) * shape.in_channels;
      for (int out = 0; out < shape.out_channels; ++out) {
        compute(shape, arguments, source, std::ptrdiff_t{row} * size + x, out);
      }
    }
  }
}

}  // namespace

extern const DotPointwiseKernel kDotPointwiseReference;
const DotPointwiseKernel kDotPointwiseReference = {"dot_pointwise:reference",
                                                   {"pointwise int8 reference 1", 1, 1, 1},
                                                   &scratch_bytes,
                                                   &units,
                                                   &run};

}  // namespace resnext
