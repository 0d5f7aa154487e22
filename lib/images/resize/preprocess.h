// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "images/decode/row_sink.h"
#include "images/image.h"
#include "images/resize/resize.h"
#include "models/preprocessing.h"

// Turns decoded images into the network's input, as timm and torchvision do.
namespace resnext {

/// The geometry of a resize and a centre crop.
struct ResizePlan {
  int target_width = 0;  ///< size of the whole image after the resize
  int target_height = 0;
  Rect window;       ///< the part of it that is kept
  int pad_left = 0;  ///< black columns and rows before it, where the target is
  int pad_top = 0;   ///< smaller than the network's input

  bool operator==(const ResizePlan&) const = default;
};

/// Returns the pixels of an image's short side after the resize: floor(input_size / crop_pct).
/// Throws std::invalid_argument if that is not at least 1.
int resized_short_side(const Preprocessing& preprocessing);

/// Plans the resize: the short side becomes floor(input_size / crop_pct), the long side
/// int(short * long / short), then the centre is cut out. Rounding follows timm and torchvision
/// exactly.
/// Throws ImageError kTooLarge if the long side would not fit an int, std::invalid_argument for
/// an empty image or a preprocessing without pixels.
ResizePlan plan_resize(int width, int height, const Preprocessing& preprocessing);

/// Returns `image` resized and cropped to input_size x input_size, the same bytes as Pillow's and
/// timm's. Errors as in plan_resize. Thread-safe.
Image resize_and_crop(const Image& image, const Preprocessing& preprocessing);

/// Does resize_and_crop's work for an image that comes row by row.
class CropResizer : public RowSink {
 public:
  /// `preprocessing` must outlive it.
  explicit CropResizer(const Preprocessing& preprocessing) : preprocessing_(&preprocessing) {}

  /// Errors as in plan_resize.
  Rect begin(int width, int height) override;
  void take(const std::uint8_t* row) override { resizer_->take(row); }

  /// Returns input_size x input_size pixels; to be called after the last row.
  Image finish() const;

 private:
  const Preprocessing* preprocessing_;
  ResizePlan plan_;
  std::optional<WindowResizer> resizer_;
};

/// Writes ((u8 / 255) - mean) / std in f32, from interleaved bytes to three planes R, G, B of
/// height x width. `out` has exactly 3 * height * width floats (std::invalid_argument).
void normalize(const Image& image, const Preprocessing& preprocessing, std::span<float> out);

}  // namespace resnext
