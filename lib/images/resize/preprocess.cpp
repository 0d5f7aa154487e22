// SPDX-License-Identifier: Apache-2.0
#include "images/resize/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

// Returns int(round((whole - part) / 2.0)) as Python computes it, which rounds halves to even;
// whole >= part.
int centre_offset(int whole, int part) {
  const int difference = whole - part;
  const int half = difference / 2;
  return difference % 2 == 1 && half % 2 == 1 ? half + 1 : half;
}

struct Span {
  int begin;
  int size;
  int padding;
};

// Returns what a centre crop of `wanted` pixels takes from `available`.
Span centre(int available, int wanted) {
  if (available < wanted) return {0, available, (wanted - available) / 2};
  return {centre_offset(available, wanted), wanted, 0};
}

}  // namespace

int resized_short_side(const Preprocessing& preprocessing) {
  const double side = std::floor(preprocessing.input_size / preprocessing.crop_pct);
  if (preprocessing.input_size <= 0 || !(side >= 1 && side <= std::numeric_limits<int>::max())) {
    throw std::invalid_argument(
        fmt::format("input_size {} and crop_pct {:f} give an image without pixels",
                    preprocessing.input_size, preprocessing.crop_pct));
  }
  return static_cast<int>(side);
}

ResizePlan plan_resize(int width, int height, const Preprocessing& preprocessing) {
  if (width <= 0 || height <= 0) throw std::invalid_argument("plan_resize: the image is empty");
  const int target_short = resized_short_side(preprocessing);
  const auto [source_short, source_long] = std::minmax(width, height);
  // Python divides the integers' exact product; both are below 2^53, so a double does the same.
  const double exact = static_cast<double>(std::int64_t{target_short} * source_long) / source_short;
  if (exact > std::numeric_limits<int>::max()) {
    throw ImageError(ImageErrorCode::kTooLarge,
                     fmt::format("image of {} x {} pixels is too long: with a short side of {} its "
                                 "long side would exceed 2147483647",
                                 width, height, target_short));
  }
  const int target_long = static_cast<int>(exact);

  ResizePlan plan;
  plan.target_width = width <= height ? target_short : target_long;
  plan.target_height = width <= height ? target_long : target_short;
  const Span across = centre(plan.target_width, preprocessing.input_size);
  const Span down = centre(plan.target_height, preprocessing.input_size);
  plan.window = {across.begin, down.begin, across.size, down.size};
  plan.pad_left = across.padding;
  plan.pad_top = down.padding;
  return plan;
}

Rect CropResizer::begin(int width, int height) {
  plan_ = plan_resize(width, height, *preprocessing_);
  resizer_.emplace(plan_.target_width, plan_.target_height, plan_.window,
                   preprocessing_->interpolation);
  return resizer_->begin(width, height);
}

Image CropResizer::finish() const {
  const int side = preprocessing_->input_size;
  Image kept = resizer_->finish();
  if (kept.width == side && kept.height == side) return kept;

  const auto size = static_cast<std::size_t>(side);
  const std::size_t kept_bytes = static_cast<std::size_t>(kept.width) * 3;
  Image padded{side, side, std::vector<std::uint8_t>(size * size * 3, 0)};
  for (int y = 0; y < kept.height; ++y) {
    const auto row = static_cast<std::size_t>(y);
    const std::size_t target = (static_cast<std::size_t>(plan_.pad_top) + row) * size +
                               static_cast<std::size_t>(plan_.pad_left);
    std::copy_n(kept.rgb.data() + row * kept_bytes, kept_bytes, padded.rgb.data() + target * 3);
  }
  return padded;
}

Image resize_and_crop(const Image& image, const Preprocessing& preprocessing) {
  CropResizer resizer(preprocessing);
  feed(image, resizer);
  return resizer.finish();
}

void normalize(const Image& image, const Preprocessing& preprocessing, std::span<float> out) {
  const std::size_t plane =
      static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  if (image.rgb.size() != plane * 3 || out.size() != plane * 3) {
    throw std::invalid_argument(fmt::format("normalize: {} x {} pixels need {} floats, not {}",
                                            image.width, image.height, plane * 3, out.size()));
  }
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto mean = static_cast<float>(preprocessing.mean[channel]);
    const auto deviation = static_cast<float>(preprocessing.std[channel]);
    std::array<float, 256> table;
    for (std::size_t value = 0; value < table.size(); ++value)
      table[value] = (static_cast<float>(value) / 255.0F - mean) / deviation;
    const std::uint8_t* source = image.rgb.data() + channel;
    float* target = out.data() + channel * plane;
    for (std::size_t i = 0; i < plane; ++i) target[i] = table[source[i * 3]];
  }
}

}  // namespace resnext
