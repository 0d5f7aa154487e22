// SPDX-License-Identifier: Apache-2.0
#include "output/pages/reliability_plot.h"

#include <algorithm>

#include <fmt/format.h>

#include "output/pages/svg_shapes.h"

namespace resnext {
namespace {

// In the plot's own units.
constexpr double kSide = 300;
constexpr double kLeft = 48;
constexpr double kTop = 8;
constexpr double kCountsTop = kTop + kSide + 44;
constexpr double kCountsHeight = 60;

std::string reliability_axes() {
  std::string svg;
  for (int tick = 0; tick <= 100; tick += 20) {
    const double at = kSide * tick / 100;
    svg += svg_line(kLeft, kTop + kSide - at, kLeft + kSide, kTop + kSide - at, "grid") +
           svg_text(kLeft - 6, kTop + kSide - at + 4, "end", fmt::format("{}", tick)) +
           svg_text(kLeft + at, kTop + kSide + 16, "middle", fmt::format("{}", tick));
  }
  return svg +
         fmt::format(
             "<text class=\"axis\" transform=\"translate(12 {:.0f}) rotate(-90)\" "
             "text-anchor=\"middle\">accuracy, %</text>\n",
             kTop + kSide / 2) +
         fmt::format(
             "<text class=\"axis\" x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">confidence, %"
             "</text>\n",
             kLeft + kSide / 2, kTop + kSide + 32);
}

std::string bin_bars(const ReliabilityBin& bin, int most) {
  const double x = kLeft + kSide * bin.from + 1;
  const double width = kSide * (bin.to - bin.from) - 2;
  const double height = kSide * bin.accuracy;
  const double count = std::max(1.0, kCountsHeight * bin.images / most);
  const std::string title =
      fmt::format("confidence {:.1f} % on average: {:.1f} % of {} images are right",
                  100 * bin.confidence, 100 * bin.accuracy, bin.images);
  return svg_bar(x, kTop + kSide - height, width, height, "bar", title) +
         svg_line(x, kTop + kSide * (1 - bin.confidence), x + width,
                  kTop + kSide * (1 - bin.confidence), "said") +
         svg_bar(x, kCountsTop + kCountsHeight - count, width, count, "count",
                 fmt::format("{} images", bin.images));
}

}  // namespace

std::string reliability_plot(const Calibration& calibration) {
  int most = 1;
  for (const ReliabilityBin& bin : calibration.bins) {
    most = std::max(most, bin.images);
  }
  std::string svg = fmt::format("<svg class=\"plot\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" ",
                                kLeft + kSide + 12, kCountsTop + kCountsHeight + 8) +
                    "aria-label=\"Accuracy over confidence\">\n" + reliability_axes();
  for (const ReliabilityBin& bin : calibration.bins) {
    if (bin.images > 0) {
      svg += bin_bars(bin, most);
    }
  }
  svg += svg_line(kLeft, kTop + kSide, kLeft + kSide, kTop, "ideal");
  svg += svg_line(kLeft, kCountsTop + kCountsHeight, kLeft + kSide, kCountsTop + kCountsHeight,
                  "grid");
  svg += svg_text(kLeft - 6, kCountsTop + 10, "end", fmt::format("{}", most));
  svg += svg_text(kLeft - 6, kCountsTop + kCountsHeight, "end", "0");
  return svg + "</svg>\n";
}

}  // namespace resnext
