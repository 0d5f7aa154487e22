#include "task/classify_images.h"

#include <chrono>

#include "graph/network.h"
#include "task/image_pipeline.h"

namespace resnext {
namespace {

// What all threads may hold at once; one image may exceed it alone.
constexpr std::int64_t kFileBytes = std::int64_t{512} << 20;
constexpr std::int64_t kPixelBytes = std::int64_t{1} << 30;

}  // namespace

RunSummary classify_images(const LoadedModel& model, const ClassifyOptions& options,
                           ImageSource& source, StopFlag& stop, const ResultSink& sink) {
  using Clock = std::chrono::steady_clock;
  Classifier classifier(model, options);
  MemoryBudget files(kFileBytes);
  MemoryBudget pixels(kPixelBytes);
  const PrepareContext context = {
      model.config.preprocessing, options.decode, options.thumbnails, &files, &pixels, &stop};
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  PipelineOptions pipeline_options;
  pipeline_options.workers = model.engine.threads();
  pipeline_options.window = 2 * (batch_size + static_cast<std::size_t>(pipeline_options.workers));
  RunSummary summary;
  const auto start = Clock::now();
  ImagePipeline pipeline(
      source, [&context](const ImageInput& input) { return prepare_image(input, context); },
      pipeline_options, stop);
  bool wanted = true;
  while (wanted) {
    std::vector<PreparedImage> batch = pipeline.next_batch(batch_size);
    if (batch.empty()) {
      break;
    }
    for (const ImageResult& result : classifier.classify(std::move(batch))) {
      ++summary.done;
      if (result.failure) {
        ++summary.failed;
        ++summary.failures[result.failure->code];
      }
      summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
      wanted = sink(result);
      if (!wanted) {
        break;
      }
    }
  }
  return summary;
}

int automatic_batch_size(const ModelConfig& config) {
  constexpr std::int64_t kSmall = 6'000'000'000;  // multiply-adds of an image: ResNeXt-50 has 4.3
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  return multiply_adds(network) < kSmall ? 4 : 1;
}

}  // namespace resnext
