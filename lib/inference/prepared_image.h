#pragma once

#include <functional>
#include <vector>

#include "images/decode/decode.h"
#include "images/prefetch/memory_budget.h"
#include "images/resize/image_view.h"
#include "images/source/image_source.h"
#include "inference/image_result.h"
#include "models/preprocessing.h"

namespace resnext {

/// An image on its way to the network, or what was wrong with it.
struct PreparedImage {
  ImageResult result;         ///< path; the failure, if it failed; no predictions yet
  std::vector<float> tensor;  ///< views x 3 x H x W, normalised; empty if the image failed
};

/// What all threads that prepare images share.
struct PrepareContext {
  Preprocessing preprocessing;
  DecodeOptions decode;
  bool thumbnails = false;         ///< make one of each image
  MemoryBudget* files = nullptr;   ///< for the bytes of files; may be none
  MemoryBudget* pixels = nullptr;  ///< for decoded images; may be none
  const StopFlag* stop = nullptr;  ///< ends the wait for a FIFO's writer
  /// Parts of each image that go to the network; none stands for one, the whole as classified.
  std::vector<ImageView> views = {};
  int photo_side = 0;  ///< keep each image for its Activation, reduced to this side; 0: don't
};

/// Reads, decodes, resizes and normalises one image. What is wrong with it becomes a failure, never
/// an exception. Thread-safe.
PreparedImage prepare_image(const ImageInput& input, const PrepareContext& context);

}  // namespace resnext
