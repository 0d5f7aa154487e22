// SPDX-License-Identifier: Apache-2.0
#include "images/draw/heat_overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "images/resize/preprocess.h"

namespace resnext {
namespace {

constexpr double kOpacity = 0.55;  // of the heat over the photo

using Colour = std::array<double, 3>;

/// A scale from night blue over red to light yellow, which brightens all the way, so that it reads
/// without colour.
Colour colour_of(double share) {
  static constexpr std::array<Colour, 5> kStops = {
      {{12, 12, 60}, {85, 20, 110}, {190, 45, 70}, {245, 130, 25}, {255, 235, 120}}};
  const double at = std::clamp(share, 0.0, 1.0) * (kStops.size() - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(at), kStops.size() - 2);
  const double part = at - static_cast<double>(below);
  Colour colour{};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    colour.at(channel) =
        kStops.at(below).at(channel) * (1 - part) + kStops.at(below + 1).at(channel) * part;
  }
  return colour;
}

/// The two cells that a place lies between, and its share of the way to the second.
struct Between {
  std::size_t first = 0;
  std::size_t second = 0;
  double part = 0;
  bool inside = false;  ///< the place lies in the square
};

/// Returns where each of the `pixels` along one side of the photo lies.
std::vector<Between> places(int pixels, double begin, double extent, int cells) {
  std::vector<Between> found;
  for (int pixel = 0; pixel < pixels; ++pixel) {
    const double share = ((pixel + 0.5) / pixels - begin) / extent;
    const double at = std::clamp(share * cells - 0.5, 0.0, cells - 1.0);
    const auto first = static_cast<std::size_t>(at);
    found.push_back({first, std::min(first + 1, static_cast<std::size_t>(cells) - 1),
                     at - static_cast<double>(first), share >= 0 && share < 1});
  }
  return found;
}

}  // namespace

SeenSquare seen_square(int width, int height, const Preprocessing& preprocessing) {
  const ResizePlan plan = plan_resize(width, height, preprocessing);
  return {.left = static_cast<double>(plan.window.left - plan.pad_left) / plan.target_width,
          .top = static_cast<double>(plan.window.top - plan.pad_top) / plan.target_height,
          .width = static_cast<double>(preprocessing.input_size) / plan.target_width,
          .height = static_cast<double>(preprocessing.input_size) / plan.target_height};
}

Image draw_heat(const Image& photo, const SeenSquare& square, const HeatMap& map) {
  const std::size_t cells = static_cast<std::size_t>(std::max(map.width, 0)) *
                            static_cast<std::size_t>(std::max(map.height, 0));
  if (cells == 0 || map.values.size() != cells) {
    throw std::invalid_argument(fmt::format("draw_heat: a map of {} x {} with {} values", map.width,
                                            map.height, map.values.size()));
  }
  const double greatest = std::max(0.0F, *std::max_element(map.values.begin(), map.values.end()));
  const auto value = [&map](std::size_t x, std::size_t y) {
    return static_cast<double>(map.values[y * static_cast<std::size_t>(map.width) + x]);
  };
  const std::vector<Between> across = places(photo.width, square.left, square.width, map.width);
  const std::vector<Between> down = places(photo.height, square.top, square.height, map.height);
  Image drawn = photo;
  std::uint8_t* pixel = drawn.rgb.data();
  for (const Between& y : down) {
    for (const Between& x : across) {
      if (x.inside && y.inside) {
        const double upper = std::lerp(value(x.first, y.first), value(x.second, y.first), x.part);
        const double lower = std::lerp(value(x.first, y.second), value(x.second, y.second), x.part);
        const double heat = std::lerp(upper, lower, y.part);
        const Colour colour = colour_of(greatest > 0 ? heat / greatest : 0);
        for (std::size_t channel = 0; channel < 3; ++channel) {
          pixel[channel] = static_cast<std::uint8_t>(std::lround(
              std::lerp(static_cast<double>(pixel[channel]), colour.at(channel), kOpacity)));
        }
      }
      pixel += 3;
    }
  }
  return drawn;
}

}  // namespace resnext
