// SPDX-License-Identifier: Apache-2.0
#include "engine/checks/reference_int8.h"

#include <algorithm>
#include <cmath>

#include "engine/custom/int8_constants.h"

namespace resnext {
namespace {

/// Returns the integer that stands for a value, half to even.
double rounded(double value, float scale, bool is_signed) {
  const double lowest = is_signed ? -128 : 0;
  const double highest = is_signed ? 127 : 255;
  // In f64 and then f32: values that stand for integers give these again.
  return std::clamp(std::nearbyint(static_cast<double>(static_cast<float>(value / double{scale}))),
                    lowest, highest);
}

}  // namespace

ReferenceActivation int8_convolution(const Node& node, const FoldedWeights& weights, int out_size,
                                     const ReferenceInput& input,
                                     const std::optional<ReferenceInput>& residual) {
  ReferenceActivation integers = input.values;
  for (double& value : integers.values) {
    value = rounded(value, input.scale, false);
  }
  ReferenceActivation output = make_activation(node.out_channels, out_size);
  add_products(node, weights.weight, integers, output,
               [](int /*out*/, float integer) { return double{integer}; });
  std::vector<float> row(int8_constants_size(node.out_channels));
  fill_int8_constants(weights, {input.scale, residual ? residual->scale : 0}, row);
  const Int8Constants constants = int8_constants(row);
  for (int channel = 0; channel < node.out_channels; ++channel) {
    const auto o = static_cast<std::size_t>(channel);
    for (int pixel = 0; pixel < output.pixels(); ++pixel) {
      double& sum = output.map(channel)[pixel];
      float value = std::fma(static_cast<float>(sum), constants.scale[o], constants.bias[o]);
      if (residual) {
        const double before = residual->values.map(channel)[pixel];
        // The sign of a residual's integers doesn't matter: they are in range either way.
        const auto added = static_cast<float>(std::nearbyint(before / double{residual->scale}));
        value = std::fma(std::clamp(added, -128.0F, 255.0F), constants.residual_scale, value);
      }
      value = node.relu ? std::max(value, 0.0F) : value;
      sum = rounded(value, 1, !node.relu) * double{weights.output_scale};
    }
  }
  return output;
}

}  // namespace resnext
