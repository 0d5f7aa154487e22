// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "images/decode/row_sink.h"
#include "images/image.h"
#include "kernels/row_filters.h"
#include "models/preprocessing.h"

// Resizes images as Pillow does, bit for bit.
namespace resnext {

/// Returns the pixels inside `window` of `image` resized to `target_width` x `target_height`, as
/// Pillow's `Image.resize` computes them, bit for bit: antialiased (the filter widens with the
/// scale), a horizontal pass, then a vertical one, 8 bits between and after; a pass is left out
/// where the extent does not change.
///
/// Only what the window needs is computed and allocated, so that a target of 256 x 15,360,000 (a
/// photo of 1 x 60,000) costs no more than any other. `window` must lie inside the target and
/// the image must not be empty (std::invalid_argument).
///
/// Source: Pillow, "Image.resize" and the convolution-based resampling it describes.
Image resize_window(const Image& image, int target_width, int target_height, const Rect& window,
                    Interpolation interpolation);

/// Does resize_window's work for an image that comes row by row.
class WindowResizer : public RowSink {
 public:
  WindowResizer(int target_width, int target_height, const Rect& window,
                Interpolation interpolation);

  /// Returns the part of the image that the window depends on. Throws std::invalid_argument as
  /// resize_window does.
  Rect begin(int width, int height) override;
  void take(const std::uint8_t* row) override;

  /// Returns the window's pixels; to be called after the last row.
  Image finish() const;

 private:
  int target_width_;
  int target_height_;
  Rect window_;
  Interpolation interpolation_;
  std::size_t source_bytes_ = 0;  ///< of a row that is taken
  RowFilter across_;              ///< empty where the width does not change
  FilterAxis down_;
  std::vector<std::uint8_t> narrowed_;  ///< the rows that were taken, as wide as the window
};

}  // namespace resnext
