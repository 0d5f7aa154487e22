// SPDX-License-Identifier: Apache-2.0
#include "inference/class_activation.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace resnext {

HeatMap class_activation_map(std::span<const float> maps, int width, int height,
                             std::span<const float> row) {
  const std::size_t cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (maps.size() != cells * row.size()) {
    throw std::invalid_argument(
        fmt::format("class_activation_map: {} maps of {} x {} are not {} values", row.size(), width,
                    height, maps.size()));
  }
  std::vector<double> sums(cells);
  for (std::size_t channel = 0; channel < row.size(); ++channel) {
    for (std::size_t cell = 0; cell < cells; ++cell) {
      sums[cell] +=
          static_cast<double>(row[channel]) * static_cast<double>(maps[channel * cells + cell]);
    }
  }
  return {width, height, {sums.begin(), sums.end()}};
}

}  // namespace resnext
