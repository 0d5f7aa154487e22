// SPDX-License-Identifier: Apache-2.0
#include "images/resize/image_view.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "images/resize/preprocess.h"

namespace resnext {
namespace {

using Place = ImageView::Place;

constexpr double kCornerCrop = 0.875;

/// Returns the plan's window, moved to its corner of the resized image.
ResizePlan moved(ResizePlan plan, Place place) {
  const bool right = place == Place::kTopRight || place == Place::kBottomRight;
  const bool bottom = place == Place::kBottomLeft || place == Place::kBottomRight;
  plan.window.left = right ? plan.target_width - plan.window.width : 0;
  plan.window.top = bottom ? plan.target_height - plan.window.height : 0;
  return plan;
}

/// Returns how a corner is taken.
Preprocessing corner_preprocessing(Preprocessing preprocessing) {
  preprocessing.crop_pct = std::min(preprocessing.crop_pct, kCornerCrop);
  return preprocessing;
}

void flip(Image& image) {
  const auto width = static_cast<std::size_t>(image.width);
  for (std::size_t begin = 0; begin < image.rgb.size(); begin += width * 3) {
    std::uint8_t* const row = image.rgb.data() + begin;
    for (std::size_t left = 0; left < width / 2; ++left) {
      std::swap_ranges(row + left * 3, row + left * 3 + 3, row + (width - 1 - left) * 3);
    }
  }
}

}  // namespace

std::vector<ImageView> make_views(int crops, bool flips) {
  if (crops != 1 && crops != 5) {
    throw std::invalid_argument(fmt::format("views have 1 or 5 crops, not {}", crops));
  }
  std::vector<ImageView> views = {{Place::kCentre, false}};
  if (crops == 5) {
    for (const Place corner :
         {Place::kTopLeft, Place::kTopRight, Place::kBottomLeft, Place::kBottomRight}) {
      views.push_back({corner, false});
    }
  }
  const std::size_t upright = views.size();
  for (std::size_t i = 0; flips && i < upright; ++i) {
    views.push_back({views[i].place, true});
  }
  return views;
}

Image take_view(const Image& image, const Preprocessing& preprocessing, ImageView view) {
  Image taken;
  if (view.place == Place::kCentre) {
    taken = resize_and_crop(image, preprocessing);
  } else {
    const Preprocessing closer = corner_preprocessing(preprocessing);
    const ResizePlan plan = moved(plan_resize(image.width, image.height, closer), view.place);
    taken = resize_window(image, plan.target_width, plan.target_height, plan.window,
                          closer.interpolation);
  }
  if (view.flipped) {
    flip(taken);
  }
  return taken;
}

int short_side_of(std::span<const ImageView> views, const Preprocessing& preprocessing) {
  const bool has_corners = std::ranges::any_of(
      views, [](const ImageView& view) { return view.place != Place::kCentre; });
  return std::max(resized_short_side(preprocessing),
                  has_corners ? resized_short_side(corner_preprocessing(preprocessing)) : 0);
}

}  // namespace resnext
