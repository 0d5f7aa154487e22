// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "images/image.h"

// Passes an image row by row from a decoder to its consumer.
namespace resnext {

/// Receives an image row by row, as a decoder makes it, so that the whole need not lie in memory.
class RowSink {
 public:
  virtual ~RowSink() = default;

  /// Called once, before the first row: the image has `width` x `height` pixels. Returns the part
  /// that is wanted, which must lie inside the image and not be empty.
  virtual Rect begin(int width, int height) = 0;

  /// Takes the next row of the wanted part from the top: its width x 3 bytes, interleaved R G B.
  virtual void take(const std::uint8_t* row) = 0;
};

/// Passes `image` to `sink`. Throws std::invalid_argument unless it has 3 bytes a pixel.
void feed(const Image& image, RowSink& sink);

/// Keeps all of an image.
class WholeImage : public RowSink {
 public:
  Rect begin(int width, int height) override;
  void take(const std::uint8_t* row) override;

  Image image;  ///< complete after the last row
};

}  // namespace resnext
