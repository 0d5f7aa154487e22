// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text/printable.h"
#include "output/quantization_formats.h"

namespace resnext {
namespace {

constexpr std::size_t kShownLayers = 10;

/// Returns what int8 and f32 have in common on images held out.
std::string agreement(const QuantizationReport& report) {
  if (report.held_out_images == 0) {
    return "agreement    not measured: too few images to hold some out\n";
  }
  return fmt::format(
      "same class   {:.1f} % of {} images held out have f32's best class\n"
      "same five    {:.1f} % of f32's five best classes are among the five best\n"
      "probability  of f32's best class differs by {:.2f} points on average\n"
      "logit error  {:.2f} % of how logits differ (calibration images: {:.2f} %)\n",
      100 * report.same_top1, report.held_out_images, 100 * report.same_top5,
      100 * report.probability, 100 * report.logit_error, 100 * report.calibration_error);
}

std::string f32_layers(const QuantizationReport& report) {
  std::string names;
  std::size_t count = 0;
  for (const QuantizedLayer& layer : report.layers) {
    if (!layer.is_int8) {
      names += (names.empty() ? ": " : ", ") + layer.name;
      ++count;
    }
  }
  return fmt::format("in f32       {} of {} layers{}\n", count, report.layers.size(), names);
}

std::string worst_layers(const QuantizationReport& report) {
  std::vector<QuantizedLayer> layers = report.layers;
  std::ranges::stable_sort(layers, std::greater(), &QuantizedLayer::share);
  std::string text =
      "\nshare of error  weights' error  largest  range    layer (the ten that matter most)\n";
  for (std::size_t i = 0; i < std::min(kShownLayers, layers.size()); ++i) {
    const QuantizedLayer& layer = layers[i];
    text += fmt::format("{:12.1f} %  {:12.2f} %  {:7.4g}  {:7.4g}  {}{}\n", 100 * layer.share,
                        100 * layer.weight_error, layer.largest, layer.range, layer.name,
                        layer.is_int8 ? "" : " (in f32)");
  }
  return text;
}

}  // namespace

std::string quantization_to_table(const QuantizationReport& report) {
  return fmt::format(
             "model        {}, int8\nimages       {} to calibrate with, {} held out{}\n",
             printable(report.model), report.calibration_images, report.held_out_images,
             report.unused.empty() ? "" : fmt::format(", {} left out", report.unused.size())) +
         agreement(report) + f32_layers(report) +
         fmt::format(
             "weights      {:.1f} MB, f32 {:.1f} MB\n"
             "time         {:.2f} ms, f32 {:.2f} ms, an image on {} threads: {:.2f}x\n",
             static_cast<double>(report.int8.bytes) / 1e6,
             static_cast<double>(report.f32.bytes) / 1e6, 1e3 * report.int8.seconds,
             1e3 * report.f32.seconds, report.threads, report.f32.seconds / report.int8.seconds) +
         worst_layers(report);
}

}  // namespace resnext
