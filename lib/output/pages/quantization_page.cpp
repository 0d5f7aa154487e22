// SPDX-License-Identifier: Apache-2.0
#include "output/pages/quantization_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake
#include "output/pages/html_head.h"
#include "output/pages/html_parts.h"
#include "output/pages/html_text.h"
#include "output/pages/left_out.h"
#include "output/summaries/quantization_report.h"

namespace resnext {
namespace {

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

std::string percent(double part, int decimals) {
  return fmt::format("{:.{}f} %", 100 * part, decimals);
}

std::string agreement_tiles(const QuantizationReport& report) {
  if (report.held_out_images == 0) {
    return html_tile("Same best class", "&ndash;", "too few images to hold some out") +
           html_tile("Logit error", percent(report.calibration_error, 2),
                     "of how logits differ, on calibration images");
  }
  return html_tile("Same best class", percent(report.same_top1, 1),
                   fmt::format("as f32, on {} images held out", report.held_out_images)) +
         html_tile("Same five", percent(report.same_top5, 1), "of f32&rsquo;s five best classes") +
         html_tile("Logit error", percent(report.logit_error, 2),
                   "of how logits differ; calibration: " + percent(report.calibration_error, 2)) +
         html_tile("Probability", fmt::format("&plusmn; {:.2f}", 100 * report.probability),
                   "points, of f32&rsquo;s best class on average");
}

std::string tiles(const QuantizationReport& report) {
  const std::string speed = speed_text(report);
  const auto f32_layers = std::ranges::count(report.layers, false, &QuantizedLayer::is_int8);
  return "<dl class=\"tiles\">\n" + agreement_tiles(report) +
         html_tile(
             "Images", fmt::format("{}", report.calibration_images + report.held_out_images),
             fmt::format("{} for calibration, {} held out, {} left out", report.calibration_images,
                         report.held_out_images, report.unused.size())) +
         html_tile("Weights", fmt::format("{:.1f} MB", megabytes(report.int8.bytes)),
                   fmt::format("f32: {:.1f} MB", megabytes(report.f32.bytes))) +
         html_tile("Time", fmt::format("{:.2f} ms", 1e3 * report.int8.seconds),
                   fmt::format("one image, {}; f32: {:.2f} ms{}", threads_text(report.threads),
                               1e3 * report.f32.seconds,
                               speed.empty() ? "" : ", " + speed + " times as long")) +
         html_tile("Layers in f32", fmt::format("{}", f32_layers),
                   fmt::format("of {}, for a logit error of at most {:g} %", report.layers.size(),
                               100 * report.max_loss)) +
         "</dl>\n";
}

std::string budget_text(const QuantizationReport& report) {
  return meets_max_loss(report)
             ? ""
             : fmt::format(
                   "<p class=\"failure\">A logit error of at most {:g} % was asked for; "
                   "calibration "
                   "images have {:.2f} %. No more than half of the layers are left in f32.</p>\n",
                   100 * report.max_loss, 100 * report.calibration_error);
}

/// Returns the cell that compares a layer's range with its largest output.
std::string range_cell(const QuantizedLayer& layer) {
  return html_bar_cell(clips(layer) ? layer.range / layer.largest : 1,
                       fmt::format("{:.4g}&nbsp;of&nbsp;{:.4g}", layer.range, layer.largest));
}

std::string layer_table(const QuantizationReport& report) {
  double longest = 0;
  for (const QuantizedLayer& layer : report.layers) {
    longest = std::max(longest, layer.share);
  }
  // Columns with bars are apart: next to each other, long bars would run into one.
  std::string html =
      "<table><thead><tr><th>layer</th><th>precision</th><th>share of the error, %</th>"
      "<th>weight error, %</th><th>range, of largest value</th><th>weights</th></tr></thead>"
      "<tbody>\n";
  for (const QuantizedLayer& layer : report.layers) {
    html += "<tr><td>" + html_text(layer.name) +
            (layer.is_int8 ? "</td><td>int8</td>" : "</td><td><b>f32</b></td>") +
            html_bar_cell(longest > 0 ? layer.share / longest : 0,
                          fmt::format("{:.2f}", 100 * layer.share)) +
            fmt::format("<td>{:.2f}</td>", 100 * layer.weight_error) + range_cell(layer) +
            fmt::format("<td>{}</td></tr>\n", layer.weights);
  }
  return html + "</tbody></table>\n";
}

}  // namespace

std::string quantization_to_html(const QuantizationReport& report) {
  LeftOut left_out;
  for (const UnusedImage& image : report.unused) {
    left_out.add(image.path, image.failure);
  }
  const std::string title = "Quantization of " + html_text(report.model);
  return html_head(title, kReportCss) + "<h1>" + title + "</h1>\n" + left_out.summary() +
         budget_text(report) + tiles(report) +
         "<h2>Layers</h2>\n<div class=\"card\">\n"
         "<p class=\"soft\">In order of execution. The share is how much of the logits&rsquo; "
         "squared error goes away if this layer alone is f32; it is below 0 where the error makes "
         "up for that of other layers. The longest bar is the largest share. The range is the "
         "largest output that 8-bit integers can stand for; calibration&rsquo;s values beyond it "
         "are clipped.</p>\n" +
         layer_table(report) + "</div>\n" + left_out.lists() + "</body>\n</html>\n";
}

}  // namespace resnext
