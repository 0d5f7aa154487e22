#pragma once

#include <functional>
#include <vector>

#include "images/source/image_source.h"
#include "inference/load_model.h"
#include "inference/prepared_image.h"

namespace resnext {

struct BatchOptions {
  DecodeOptions decode;
  bool thumbnails = false;         ///< make a small JPEG of each image
  std::vector<ImageView> views{};  ///< see PrepareContext
  int batch_size = 1;
  int photo_side = 0;  ///< see PrepareContext
};

/// The batch size that pays for many images (docs/benchmarks.md): 16 where decoding takes longer
/// than the network, else 4. The same on every machine, since it may change a score's last bit.
int batch_size_for_many(const ModelConfig& config);

/// Hears of batches in input order; false ends the run after it.
using BatchSink = std::function<bool(std::vector<PreparedImage> batch)>;

/// Reads, decodes and resizes in as many threads as the model has, which pause while `sink` works.
/// Memory is bounded by the batch size and the threads, whatever the number of images or their
/// size. Ends early, in good order, when the stop flag is raised, which `source` must share. Throws
/// what the source or the sink throws.
void prepare_batches(const LoadedModel& model, const BatchOptions& options, ImageSource& source,
                     StopFlag& stop, const BatchSink& sink);

}  // namespace resnext
