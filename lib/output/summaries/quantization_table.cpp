// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text/printable.h"
#include "output/summaries/quantization_report.h"

namespace resnext {
namespace {

constexpr std::size_t kShownLayers = 10;

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

/// Returns what int8 and f32 have in common on images held out.
std::string agreement_lines(const QuantizationReport& report) {
  if (report.held_out_images == 0) {
    return fmt::format(
        "agreement    not measured: too few images to hold some out\n"
        "logit error  {:.2f} % of how logits differ, on calibration images\n",
        100 * report.calibration_error);
  }
  return fmt::format(
      "same class   {:.1f} % of images held out have f32's best class\n"
      "same five    {:.1f} % of f32's five best classes are among int8's\n"
      "logit error  {:.2f} % of how logits differ ({:.2f} % on calibration images)\n"
      "probability  of f32's best class differs by {:.2f} points on average\n",
      100 * report.same_top1, 100 * report.same_top5, 100 * report.logit_error,
      100 * report.calibration_error, 100 * report.probability);
}

std::string cost_lines(const QuantizationReport& report) {
  const std::string speed = speed_text(report);
  return fmt::format(
      "weights      {:.1f} MB -> {:.1f} MB\n"
      "time         {:.2f} ms -> {:.2f} ms{} (one image, {})\n",
      megabytes(report.f32.bytes), megabytes(report.int8.bytes), 1e3 * report.f32.seconds,
      1e3 * report.int8.seconds, speed.empty() ? "" : ", " + speed + " times as fast",
      threads_text(report.threads));
}

/// Returns which layers are in f32 and why, and whether that was enough.
std::string f32_lines(const QuantizationReport& report) {
  std::string names;
  std::size_t count = 0;
  for (const QuantizedLayer& layer : report.layers) {
    if (!layer.is_int8) {
      names += (names.empty() ? "" : ", ") + printable(layer.name);
      ++count;
    }
  }
  std::string text = fmt::format("in f32       {} of {} layers", count, report.layers.size());
  if (count > 0) {
    text += fmt::format(", for a logit error of at most {:g} %: ", 100 * report.max_loss) + names;
  }
  text += "\n";
  if (!meets_max_loss(report)) {
    text += fmt::format(
        "max loss     not met: at most {:g} % was asked for, calibration images have {:.2f} %; no "
        "more than half of the layers are left in f32\n",
        100 * report.max_loss, 100 * report.calibration_error);
  }
  return text;
}

std::string range_text(const QuantizedLayer& layer) {
  return clips(layer) ? fmt::format("clips at {:.4g} of {:.4g}", layer.range, layer.largest)
                      : fmt::format("holds all up to {:.4g}", layer.largest);
}

std::string layer_lines(const QuantizationReport& report) {
  if (report.layers.empty()) {
    return "";
  }
  std::vector<QuantizedLayer> layers = report.layers;
  std::ranges::stable_sort(layers, std::greater(), &QuantizedLayer::share);
  layers.resize(std::min(kShownLayers, layers.size()));
  std::string text =
      "\nlayers with the largest share of the error\n"
      " share %    weights  weight error %  range                         layer\n";
  for (const QuantizedLayer& layer : layers) {
    text += fmt::format("{:8.2f} {:>10} {:15.2f}  {:<28}  {}{}\n", 100 * layer.share, layer.weights,
                        100 * layer.weight_error, range_text(layer), printable(layer.name),
                        layer.is_int8 ? "" : " (in f32)");
  }
  return text;
}

}  // namespace

std::string speed_text(const QuantizationReport& report) {
  return report.f32.seconds > 0 && report.int8.seconds > 0
             ? fmt::format("{:.2f}", report.f32.seconds / report.int8.seconds)
             : "";
}

std::string threads_text(int threads) {
  return fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
}

std::string quantization_to_table(const QuantizationReport& report) {
  return fmt::format(
             "model        {}, int8\nimages       {} for calibration, {} held out, {} left "
             "out\n",
             printable(report.model), report.calibration_images, report.held_out_images,
             report.unused.size()) +
         agreement_lines(report) + cost_lines(report) + f32_lines(report) + layer_lines(report);
}

}  // namespace resnext
