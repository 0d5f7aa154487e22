// SPDX-License-Identifier: Apache-2.0
#include "output/pages/learning_curve.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace resnext {
namespace {

constexpr double kWidth = 560;
constexpr double kHeight = 240;
constexpr double kLeft = 52;
constexpr double kRight = 12;
constexpr double kTop = 12;
constexpr double kBottom = 34;

/// Maps an epoch and a value to a place in the picture.
struct Scale {
  int epochs = 1;
  double low = 0;
  double high = 1;
  double step = 0.25;  ///< between two lines of the grid

  double x(int epoch) const {
    const double way = epochs > 1 ? static_cast<double>(epoch - 1) / (epochs - 1) : 0.5;
    return kLeft + way * (kWidth - kLeft - kRight);
  }
  double y(double value) const {
    return kTop + (high - value) / (high - low) * (kHeight - kTop - kBottom);
  }
};

double training_value(const EpochMetrics& epoch, bool accuracy) {
  return accuracy ? epoch.training_accuracy : epoch.training_loss;
}

double validation_value(const EpochMetrics& epoch, bool accuracy) {
  return accuracy ? epoch.validation_accuracy : epoch.validation_loss;
}

/// Returns 1, 2 or 5 times a power of ten, such that at most five of them fit into `range`.
double round_step(double range) {
  const double power = std::pow(10.0, std::floor(std::log10(range / 5)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (range <= 5 * factor * power) {
      return factor * power;
    }
  }
  return 10 * power;
}

/// Returns a scale that begins and ends at a line of the grid.
Scale scale_of(std::span<const EpochMetrics> epochs, bool accuracy) {
  double low = 1e300;
  double high = -1e300;
  for (const EpochMetrics& epoch : epochs) {
    const double a = training_value(epoch, accuracy);
    const double b = validation_value(epoch, accuracy);
    low = std::min({low, a, b});
    high = std::max({high, a, b});
  }
  const double step = round_step(std::max({high - low, std::abs(high) / 1000, 0.005}));
  low = std::floor(low / step + 1e-9) * step;
  high = std::ceil(high / step - 1e-9) * step;
  if (high <= low) {
    (low > 0 ? low : high) += low > 0 ? -step : step;
  }
  return {static_cast<int>(epochs.size()), low, high, step};
}

std::string line(std::span<const EpochMetrics> epochs, const Scale& scale, bool accuracy,
                 bool validation) {
  std::string text =
      fmt::format("<polyline class=\"{}\" points=\"", validation ? "validation" : "training");
  for (const EpochMetrics& epoch : epochs) {
    const double value =
        validation ? validation_value(epoch, accuracy) : training_value(epoch, accuracy);
    text += fmt::format("{:.1f},{:.1f} ", scale.x(epoch.epoch), scale.y(value));
  }
  return text + "\"/>\n";
}

std::string grid(const Scale& scale, bool accuracy) {
  std::string text;
  const int lines = static_cast<int>(std::lround((scale.high - scale.low) / scale.step));
  for (int i = 0; i <= lines; ++i) {
    const double value = scale.low + scale.step * i;
    const double y = scale.y(value);
    text +=
        fmt::format(
            "<line class=\"grid\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", kLeft,
            kWidth - kRight, y, y) +
        fmt::format(
            "<text class=\"axis\" text-anchor=\"end\" x=\"{:.0f}\" y=\"{:.1f}\">{:.6g}{}</text>\n",
            kLeft - 6, y + 4, accuracy ? value * 100 : value, accuracy ? " %" : "");
  }
  const int step = std::max(1, (scale.epochs + 9) / 10);
  for (int epoch = 1; epoch <= scale.epochs; epoch += step) {
    text += fmt::format(
        "<text class=\"axis\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{:.0f}\">{}</text>\n",
        scale.x(epoch), kHeight - 18, epoch);
  }
  return text +
         fmt::format(
             "<text class=\"axis\" text-anchor=\"middle\" x=\"{:.0f}\" y=\"{:.0f}\">epoch</text>\n",
             (kLeft + kWidth) / 2, kHeight - 3);
}

}  // namespace

std::string learning_curve_svg(std::span<const EpochMetrics> epochs, int best_epoch,
                               bool accuracy) {
  const Scale scale = scale_of(epochs, accuracy);
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{} by epoch\">\n",
                  kWidth, kHeight, accuracy ? "Accuracy" : "Loss");
  svg += grid(scale, accuracy) + line(epochs, scale, accuracy, false) +
         line(epochs, scale, accuracy, true);
  for (const EpochMetrics& epoch : epochs) {
    if (epoch.epoch == best_epoch) {
      svg += fmt::format("<circle class=\"best\" r=\"4\" cx=\"{:.1f}\" cy=\"{:.1f}\"/>\n",
                         scale.x(epoch.epoch), scale.y(validation_value(epoch, accuracy)));
    }
  }
  return svg + "</svg>\n";
}

}  // namespace resnext
