// SPDX-License-Identifier: Apache-2.0
#include "engine/checks/reference_network.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "base/dtype.h"
#include "engine/checks/reference_activation.h"
#include "engine/checks/reference_int8.h"
#include "engine/layer_precision.h"

namespace resnext {
namespace {

/// Returns a weight multiplied by its channel's scale.
double scaled(float weight, float scale, bool rounded) {
  return rounded ? bf16_to_f32(f32_to_bf16(weight * scale)) : double{weight} * scale;
}

/// Adds scale * weight * input to the output channels, which hold what comes before. `rounded`:
/// the products scale * weight are.
void convolve(const Node& node, const FoldedWeights& weights, bool rounded,
              const ReferenceActivation& input, ReferenceActivation& output) {
  add_products(node, weights.weight, input, output, [&](int out, float filter) {
    const float scale = weights.scale.empty() ? 1 : weights.scale[static_cast<std::size_t>(out)];
    return scaled(filter, scale, rounded);
  });
}

void max_pool(const Node& node, const ReferenceActivation& input, ReferenceActivation& output) {
  std::ranges::fill(output.values, -std::numeric_limits<double>::infinity());
  for (int channel = 0; channel < output.channels; ++channel) {
    const double* const from = input.map(channel);
    double* const to = output.map(channel);
    for (int tap = 0; tap < node.kernel * node.kernel; ++tap) {
      for_each_pixel(node, input.size, output.size, tap, [&](int source, int target) {
        to[target] = std::max(to[target], from[source]);
      });
    }
  }
}

ReferenceActivation global_mean(const ReferenceActivation& input) {
  ReferenceActivation output = make_activation(input.channels, 1);
  for (int channel = 0; channel < input.channels; ++channel) {
    const double* const from = input.map(channel);
    *output.map(channel) = std::accumulate(from, from + input.pixels(), 0.0) / input.pixels();
  }
  return output;
}

void add_bias(const FoldedWeights& weights, ReferenceActivation& output) {
  for (int channel = 0; channel < output.channels && !weights.bias.empty(); ++channel) {
    std::fill_n(output.map(channel), output.pixels(),
                double{weights.bias[static_cast<std::size_t>(channel)]});
  }
}

ReferenceActivation run_node(const Node& node, const FoldedWeights& weights, bool rounded,
                             const ReferenceActivation& input, int out_size) {
  if (node.kind == NodeKind::kGlobalAveragePool) {
    return global_mean(input);
  }
  const bool pools = node.kind == NodeKind::kMaxPool;
  ReferenceActivation output =
      make_activation(pools ? input.channels : node.out_channels, out_size);
  if (pools) {
    max_pool(node, input, output);
    return output;
  }
  if (node.kind != NodeKind::kConvolution && node.kind != NodeKind::kLinear) {
    throw std::invalid_argument("no reference for the layer " + node.name);
  }
  add_bias(weights, output);
  convolve(node, weights, rounded, input, output);
  return output;
}

}  // namespace

std::vector<double> reference_logits(const FoldedNetwork& folded, std::span<const float> image,
                                     Precision precision) {
  const bool rounds = precision == Precision::kBF16;
  const Network& network = folded.network;
  const std::vector<int> sizes = output_sizes(network);
  const ReferenceActivation input = {3, network.input_size, {image.begin(), image.end()}};
  std::vector<ReferenceActivation> outputs;
  const auto output_of = [&](int node) -> const ReferenceActivation& {
    return node < 0 ? input : outputs[static_cast<std::size_t>(node)];
  };
  const auto scale_of = [&](int node) {
    return folded.weights[static_cast<std::size_t>(node)].output_scale;
  };
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const Node& node = network.nodes[i];
    if (node.int8) {
      outputs.push_back(int8_convolution(
          node, folded.weights[i], sizes[i], {output_of(node.input), scale_of(node.input)},
          node.residual < 0 ? std::nullopt
                            : std::optional<ReferenceInput>(
                                  {output_of(node.residual), scale_of(node.residual)})));
      continue;
    }
    ReferenceActivation output = run_node(node, folded.weights[i], rounds && has_bf16_weights(node),
                                          output_of(node.input), sizes[i]);
    for (std::size_t k = 0; k < output.values.size(); ++k) {
      double& value = output.values[k];
      value += node.residual < 0 ? 0 : output_of(node.residual).values[k];
      value = node.relu ? std::max(value, 0.0) : value;
      if (rounds && rounds_output(node)) {
        value = bf16_to_f32(f32_to_bf16(static_cast<float>(value)));
      }
    }
    outputs.push_back(std::move(output));
  }
  return outputs.back().values;
}

}  // namespace resnext
