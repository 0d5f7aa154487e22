// SPDX-License-Identifier: Apache-2.0
#include "inference/classify_images.h"

#include "images/prefetch/image_batches.h"
#include "inference/classify_tiles.h"

namespace resnext {

void RunClock::count(const ImageResult& result) {
  ++summary_.done;
  if (result.failure) {
    ++summary_.failed;
    ++summary_.failures[result.failure->code];
  }
  summary_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
}

RunSummary classify_images(const LoadedModel& model, const ClassifyOptions& options,
                           ImageSource& source, StopFlag& stop, const ResultSink& sink) {
  if (options.tiles) {
    return classify_tiles(model, options, source, stop, sink);
  }
  Classifier classifier(model, options);
  RunClock clock;
  const std::vector<ImageView> views = views_of(options.augmentation);
  const BatchOptions batches = {
      .decode = options.decode,
      .thumbnails = options.thumbnails,
      // Without other views, rows are resized while they are decoded.
      .views = views.size() > 1 ? views : std::vector<ImageView>(),
      .batch_size = static_cast<int>(images_that_fill_batches(options.batch_size, views.size())),
      .photo_side = options.activation ? options.activation->longest_side : 0};
  prepare_batches(model.config.preprocessing, model.engine.threads(), batches, source, stop,
                  [&](std::vector<PreparedImage> batch) {
                    for (const ImageResult& result : classifier.classify(std::move(batch))) {
                      clock.count(result);
                      if (!sink(result)) {
                        return false;
                      }
                    }
                    return true;
                  });
  return clock.summary();
}

}  // namespace resnext
