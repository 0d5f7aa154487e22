// SPDX-License-Identifier: Apache-2.0
#include "quantization/quantize_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cancelled.h"
#include "base/error.h"
#include "models/quantization.h"
#include "quantization/bias_correction.h"
#include "quantization/calibrate.h"
#include "quantization/check_quantized.h"
#include "quantization/rank_layers.h"
#include "quantization/round_weights.h"

namespace resnext {
namespace {

using Progress = std::function<void(const QuantizeProgress&)>;

/// Rounds all weights and corrects the biases for it.
QuantizedNetwork round_network(const FoldedNetwork& base, const CalibratedRanges& calibration,
                               const CancelCheck& cancelled) {
  const Network network = quantized_network(base.network, {}, "quantization");
  QuantizedNetwork quantized;
  quantized.weights.resize(network.nodes.size());
  quantized.bias.resize(network.nodes.size());
  quantized.output_scale = calibration.scales;
  const auto means_of = [&](int node) -> const ChannelMeans& {
    return calibration.means[static_cast<std::size_t>(node)];
  };
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const Node& node = network.nodes[i];
    if (!node.int8) {
      continue;
    }
    if (cancelled()) {
      throw Cancelled("stopped while weights were rounded");
    }
    quantized.weights[i] = round_weights(base.weights[i]);
    quantized.bias[i] = corrected_bias(node, base.weights[i], folded_values(base.weights[i]),
                                       quantized.weights[i], means_of(node.input),
                                       node.residual < 0 ? nullptr : &means_of(node.residual));
  }
  return quantized;
}

std::vector<std::string> joined(const std::vector<std::vector<std::string>>& blocks) {
  std::vector<std::string> names;
  for (const std::vector<std::string>& block : blocks) {
    names.insert(names.end(), block.begin(), block.end());
  }
  return names;
}

std::vector<QuantizedLayer> describe_layers(const FoldedNetwork& base,
                                            const QuantizedNetwork& quantized,
                                            const CalibratedRanges& calibration,
                                            const std::vector<double>& shares,
                                            const std::vector<std::string>& f32_layers) {
  const Network network = quantized_network(base.network, {}, "quantization");
  std::vector<QuantizedLayer> layers;
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const Node& node = network.nodes[i];
    if (!node.int8) {
      continue;
    }
    const int levels = node.relu ? 255 : 127;
    layers.push_back({.name = node.name,
                      .is_int8 = std::ranges::find(f32_layers, node.name) == f32_layers.end(),
                      .share = shares[layers.size()],
                      .weight_error = quantized.weights[i].error,
                      .largest = calibration.largest[i],
                      .range = double{quantized.output_scale[i]} * levels,
                      .weights = static_cast<std::int64_t>(quantized.weights[i].integers.size())});
  }
  return layers;
}

}  // namespace

void refuse_quantized(const ModelConfig& model) {
  if (model.quantization) {
    throw UsageError(fmt::format(
        "{} has 8-bit weights already; name the model that it was made from", model.id));
  }
}

QuantizedModel quantize_model(const OpenedModel& opened,
                              const std::vector<std::filesystem::path>& images,
                              const QuantizeOptions& options, StopFlag& stop,
                              const Progress& progress) {
  refuse_quantized(opened.resolved.config);
  const std::vector<std::vector<std::string>> blocks =
      int8_blocks(quantized_network(opened.bound.network, {}, "quantization"));
  if (blocks.empty()) {
    throw UsageError(
        fmt::format("{} has no convolution that could be 8-bit", opened.resolved.config.id));
  }
  const CancelCheck cancelled = [&stop] { return stop.is_raised(); };
  LoadOptions load = options.load;
  load.execution.precision = Precision::kF32;
  load.cancelled = cancelled;
  const Engine f32 = pack_model(opened, load).engine;
  const FoldedNetwork base = fold_batch_norm(opened.bound);
  const ImageSplit split = split_images(images, options.samples);
  QuantizationReport report = {.model = opened.resolved.config.id, .max_loss = options.max_loss};
  const CalibrationInput input = {f32, opened.resolved.config, options.decode, stop, progress};
  const CalibratedRanges calibration = calibrate(input, split.calibration, report.unused);
  report.calibration_images = calibration.images;
  QuantizedNetwork quantized = round_network(base, calibration, cancelled);
  if (progress) {
    progress({"layers", 0, 0});
  }
  const QuantizedTrials trials(quantized, base, load.execution, calibration.trial);
  const auto throw_if_cancelled = [&cancelled] {
    if (cancelled()) {
      throw Cancelled("stopped while layers were tried");
    }
  };
  const std::vector<std::string> layers = joined(blocks);
  const std::vector<double> shares = shares_of(trials, layers, [&](std::size_t done) {
    throw_if_cancelled();
    if (progress) {
      progress({"layers", done, layers.size()});
    }
  });
  const F32Choice choice =
      choose_f32_layers(trials, blocks, shares, options.max_loss, throw_if_cancelled);
  report.calibration_error = choice.error;
  report.layers = describe_layers(base, quantized, calibration, shares, choice.layers);
  check_quantized(input, trials.engine(choice.layers), split.held_out, report);
  Quantization quantization = {
      .f32_layers = choice.layers,
      .samples = report.calibration_images,
      .base = opened.resolved.config.id,
      .logit_error = report.held_out_images > 0 ? report.logit_error : choice.error};
  return {std::move(quantized), std::move(quantization), std::move(report)};
}

}  // namespace resnext
