// SPDX-License-Identifier: Apache-2.0
#pragma once

// How an image becomes the network's input.

#include <array>

namespace resnext {

enum class Interpolation { kBilinear, kBicubic };

/// The part of a photo that becomes the network's input, and its size there.
struct InputSize {
  int pixels = 224;  ///< height and width of the network's input
  double crop_pct = 0.875;

  bool operator==(const InputSize&) const = default;
};

/// How an image becomes the network's input, in the terms of timm's `pretrained_cfg`.
/// The short side is resized to floor(input_size / crop_pct), then input_size x input_size pixels
/// are taken from the centre, divided by 255 and normalised per channel (R, G, B).
struct Preprocessing {
  int input_size = 224;  ///< height and width of the network's input, pixels
  double crop_pct = 0.875;
  Interpolation interpolation = Interpolation::kBilinear;
  std::array<double, 3> mean = {0.485, 0.456, 0.406};
  std::array<double, 3> std = {0.229, 0.224, 0.225};

  bool operator==(const Preprocessing&) const = default;
};

}  // namespace resnext
