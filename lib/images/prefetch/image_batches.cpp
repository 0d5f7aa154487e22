// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/image_batches.h"

#include <cstdint>
#include <utility>

#include "images/prefetch/image_pipeline.h"

namespace resnext {
namespace {

// What all threads may hold at once; a single image may exceed it.
constexpr std::int64_t kFileBytes = std::int64_t{512} << 20;
constexpr std::int64_t kPixelBytes = std::int64_t{1} << 30;

}  // namespace

void prepare_batches(const Preprocessing& preprocessing, int workers, const BatchOptions& options,
                     ImageSource& source, StopFlag& stop, const BatchSink& sink) {
  MemoryBudget files(kFileBytes);
  MemoryBudget pixels(kPixelBytes);
  PauseGate gate;
  DecodeOptions decode = options.decode;
  decode.gate = &gate;
  const PrepareContext context = {preprocessing, decode, options.thumbnails, &files,
                                  &pixels,       &stop,  options.views,      options.photo_side};
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  PipelineOptions pipeline_options;
  pipeline_options.workers = workers;
  pipeline_options.window = 2 * (batch_size + static_cast<std::size_t>(workers));
  pipeline_options.gate = &gate;
  ImagePipeline pipeline(
      source, [&context](const ImageInput& input) { return prepare_image(input, context); },
      pipeline_options, stop);
  bool wanted = true;
  while (wanted) {
    std::vector<PreparedImage> batch = pipeline.next_batch(batch_size);
    wanted = !batch.empty() && sink(std::move(batch));
  }
}

}  // namespace resnext
