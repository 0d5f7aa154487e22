// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake
#include "output/pages/html_head.h"
#include "output/pages/html_parts.h"
#include "output/pages/html_text.h"
#include "output/pages/left_out.h"
#include "output/quantization_formats.h"

namespace resnext {
namespace {

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

std::string agreement_tiles(const QuantizationReport& report) {
  if (report.held_out_images == 0) {
    return html_tile("Same best class", "&ndash;", "too few images to hold some out");
  }
  return html_tile("Same best class", fmt::format("{:.1f} %", 100 * report.same_top1),
                   fmt::format("as f32, on {} images held out", report.held_out_images)) +
         html_tile("Same five", fmt::format("{:.1f} %", 100 * report.same_top5),
                   "of f32's five best classes") +
         html_tile("Probability", fmt::format("&plusmn; {:.2f}", 100 * report.probability),
                   "points, of f32's best class on average") +
         html_tile("Logit error", fmt::format("{:.2f} %", 100 * report.logit_error),
                   fmt::format("of how logits differ; calibration: {:.2f} %",
                               100 * report.calibration_error));
}

std::string tiles(const QuantizationReport& report) {
  return "<dl class=\"tiles\">\n" + agreement_tiles(report) +
         html_tile("Weights", fmt::format("{:.1f} MB", megabytes(report.int8.bytes)),
                   fmt::format("f32: {:.1f} MB", megabytes(report.f32.bytes))) +
         html_tile("Time", fmt::format("{:.2f} ms", 1e3 * report.int8.seconds),
                   fmt::format("an image on {} threads; f32: {:.2f} ms, {:.2f} times as long",
                               report.threads, 1e3 * report.f32.seconds,
                               report.f32.seconds / report.int8.seconds)) +
         "</dl>\n";
}

/// Returns a cell with a bar; shares below 0 have none.
std::string share_cell(double share) {
  return share < 0 ? fmt::format("<td>{:.2f}</td>", 100 * share)
                   : html_share_cell(std::min(share, 1.0));
}

std::string layer_table(const QuantizationReport& report) {
  std::string text =
      "<table><thead><tr><th>layer</th><th>precision</th><th>share of the error, %</th>"
      "<th>weights&rsquo; error, %</th><th>largest value</th><th>range</th><th>weights</th>"
      "</tr></thead><tbody>\n";
  for (const QuantizedLayer& layer : report.layers) {
    text += fmt::format(
        "<tr><td>{}</td><td>{}</td>{}<td>{:.2f}</td><td>{:.4g}</td><td>{:.4g}</td><td>{}</td>"
        "</tr>\n",
        html_text(layer.name), layer.is_int8 ? "int8" : "f32", share_cell(layer.share),
        100 * layer.weight_error, layer.largest, layer.range, layer.weights);
  }
  return text + "</tbody></table>\n";
}

}  // namespace

std::string quantization_to_html(const QuantizationReport& report) {
  LeftOut left_out;
  for (const UnusedImage& image : report.unused) {
    left_out.add(image.path, image.failure);
  }
  const std::string title = "Quantization of " + html_text(report.model);
  return html_head(title, kReportCss) + "<h1>" + title + "</h1>\n" + left_out.summary() +
         tiles(report) + "<h2>Layers</h2>\n<div class=\"card\">\n" +
         fmt::format(
             "<p class=\"soft\">Calibrated with {} images. The share is how much of the "
             "logits&rsquo; squared error goes away if a layer alone is f32; below 0, errors of "
             "other layers partly cancel it. Values beyond the range are clipped.</p>\n",
             report.calibration_images) +
         layer_table(report) + "</div>\n" + left_out.lists() + "</body>\n</html>\n";
}

}  // namespace resnext
