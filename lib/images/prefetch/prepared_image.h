// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "images/decode/decode.h"
#include "images/draw/heat_overlay.h"
#include "images/image_failure.h"
#include "images/prefetch/memory_budget.h"
#include "images/resize/image_view.h"
#include "images/source/image_source.h"
#include "models/preprocessing.h"

// Prepares one image for the network: reads, decodes, resizes and normalises it.
namespace resnext {

/// A reduced photo to draw a heat map on.
struct KeptPhoto {
  Image image;          ///< as the network sees it: not turned unless the decoder applied EXIF
  SeenSquare seen;      ///< the part that the network sees
  int orientation = 1;  ///< how to turn it upright: see apply_orientation
};

/// An image on its way to the network, or what was wrong with it.
struct PreparedImage {
  std::string path;                     ///< as given; bytes of any encoding
  bool has_file = true;                 ///< `path` leads to the image
  std::optional<ImageFailure> failure;  ///< set if the image could not be prepared
  std::vector<float> tensor;  ///< views x 3 x H x W, normalised; empty if the image failed
  std::optional<int> exif_orientation_applied;  ///< 2 to 8, if the photo was turned
  std::vector<std::byte> thumbnail;             ///< a small JPEG, if requested
  std::optional<KeptPhoto> photo;               ///< if requested and the image did not fail
};

/// What all threads that prepare images share.
struct PrepareContext {
  Preprocessing preprocessing;
  DecodeOptions decode;
  bool thumbnails = false;         ///< make a thumbnail of each image
  MemoryBudget* files = nullptr;   ///< bounds the bytes of files in memory; nullptr: no bound
  MemoryBudget* pixels = nullptr;  ///< bounds decoded images in memory; nullptr: no bound
  const StopFlag* stop = nullptr;  ///< ends the wait for a FIFO's writer
  /// Parts of each image that the network sees; empty: one view, the image as it is classified.
  std::vector<ImageView> views = {};
  int photo_side = 0;  ///< keep each photo, reduced to this longer side in pixels; 0: don't
};

/// Reads, decodes, resizes and normalises one image. Whatever is wrong with it becomes a failure,
/// never an exception. Thread-safe.
PreparedImage prepare_image(const ImageInput& input, const PrepareContext& context);

}  // namespace resnext
