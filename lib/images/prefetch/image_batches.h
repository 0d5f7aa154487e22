// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "images/prefetch/prepared_image.h"
#include "images/source/image_source.h"

// Prepares the images of a source in threads and delivers them in batches.
namespace resnext {

struct BatchOptions {
  DecodeOptions decode;
  bool thumbnails = false;         ///< make a small JPEG of each image
  std::vector<ImageView> views{};  ///< see PrepareContext
  int batch_size = 1;
  int photo_side = 0;  ///< see PrepareContext
};

/// Receives batches in input order; returns false to stop after the current one.
using BatchSink = std::function<bool(std::vector<PreparedImage> batch)>;

/// Reads, decodes and resizes in `workers` threads, which pause while `sink` works. Memory is
/// bounded by the batch size and the threads, whatever the number and size of the images. Returns
/// early when the stop flag is raised, which `source` must share. Throws what the source or the
/// sink throws.
void prepare_batches(const Preprocessing& preprocessing, int workers, const BatchOptions& options,
                     ImageSource& source, StopFlag& stop, const BatchSink& sink);

}  // namespace resnext
