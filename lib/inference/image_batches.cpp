#include "inference/image_batches.h"

#include "inference/image_pipeline.h"
#include "models/network.h"

namespace resnext {
namespace {

// What all threads may hold at once; one image may exceed it alone.
constexpr std::int64_t kFileBytes = std::int64_t{512} << 20;
constexpr std::int64_t kPixelBytes = std::int64_t{1} << 30;

}  // namespace

int batch_size_for_many(const ModelConfig& config) {
  constexpr std::int64_t kSmall = 1'000'000'000;  // multiply-adds of an image: ResNet-50 has 4.1
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  return multiply_adds(network) < kSmall ? 16 : 4;
}

void prepare_batches(const LoadedModel& model, const BatchOptions& options, ImageSource& source,
                     StopFlag& stop, const BatchSink& sink) {
  MemoryBudget files(kFileBytes);
  MemoryBudget pixels(kPixelBytes);
  PauseGate gate;
  DecodeOptions decode = options.decode;
  decode.gate = &gate;
  const PrepareContext context = {
      model.config.preprocessing, decode, options.thumbnails, &files, &pixels, &stop, options.views,
      options.photo_side};
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  PipelineOptions pipeline_options;
  pipeline_options.workers = model.engine.threads();
  pipeline_options.window = 2 * (batch_size + static_cast<std::size_t>(pipeline_options.workers));
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
