#pragma once

#include "config/preprocessing.h"
#include "pipeline/image.h"

namespace resnext {

/// A rectangle of whole pixels.
struct Rect {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;

  bool operator==(const Rect&) const = default;
};

/// The pixels inside `window` of `image` resized to `target_width` x `target_height`, as Pillow's
/// `Image.resize` computes them, bit for bit: antialiased (the filter widens with the scale), a
/// horizontal pass, then a vertical one, 8 bits between and after, a pass left out where the
/// extent does not change.
///
/// Only what the window needs is computed and allocated, so that a target of 256 x 15,360,000 (a
/// photo of 1 x 60,000) costs no more than any other. `window` must lie inside the target and
/// the image must not be empty (std::invalid_argument).
///
/// Source: Pillow, "Image.resize" and the convolution-based resampling it describes.
Image resize_window(const Image& image, int target_width, int target_height, const Rect& window,
                    Interpolation interpolation);

}  // namespace resnext
