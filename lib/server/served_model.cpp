// SPDX-License-Identifier: Apache-2.0
#include "server/served_model.h"

#include <fmt/format.h>

namespace resnext {
namespace {

/// Returns options with which the network computes all that any client may ask for; `finish` leaves
/// out what was not.
ClassifyOptions everything(const OpenedModel& opened, const RunSettings& settings) {
  ActivationOptions activation;
  activation.classifier = std::make_shared<ClassifierWeights>(read_classifier(opened.bound));
  activation.longest_side = ServedModel::kMapSide;
  ClassifyOptions options;
  options.predictions.top_k = 1;
  options.batch_size = settings.batch_size;
  options.activation = std::move(activation);
  options.keep_logits = true;
  options.keep_features = true;
  return options;
}

/// Keeps decoding from taking the processors while the network runs.
class Turn {
 public:
  explicit Turn(Workshop& workshop) : lock_(workshop.network), gate_(workshop.gate) {
    gate_.close();
  }
  ~Turn() { gate_.open(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::lock_guard<std::mutex> lock_;
  PauseGate& gate_;
};

}  // namespace

ServedModel::ServedModel(const OpenedModel& opened, LoadedModel model,
                         const ServedModelOptions& options, Workshop& workshop)
    : workshop_(workshop),
      model_(std::move(model)),
      settings_(options.settings),
      max_delay_(options.max_delay),
      runs_(opened, opened.resolved.config.preprocessing),
      classifier_(model_, everything(opened, settings_)),
      thread_([this] { work(); }) {}

ServedModel::~ServedModel() {
  queue_.close();
  thread_.join();
}

std::string ServedModel::run_name(const ImageOrder& order) const {
  RunSettings settings = settings_;
  settings.predictions.top_k = order.top_k;
  if (order.cam) {
    settings.more.push_back(fmt::format("cam=best,{}", kMapSide));  // as --cam --cam-size says
  }
  return runs_.id(settings);
}

void ServedModel::classify(ImageInput input, const ImageOrder& order, Answered done) {
  queue_.announce();
  workshop_.workers.post([this, input = std::move(input), order, done = std::move(done)] {
    prepare(input, order, done);
  });
}

void ServedModel::prepare(const ImageInput& input, const ImageOrder& order, Answered done) {
  PrepareContext context;
  context.preprocessing = model_.config.preprocessing;
  context.decode = settings_.decode;
  context.decode.gate = &workshop_.gate;
  context.pixels = &workshop_.pixels;
  context.photo_side = order.cam ? kMapSide : 0;
  try {
    PreparedImage image = prepare_image(input, context);
    if (!image.failure) {
      queue_.push({std::move(image), order, std::move(done)});
      return;
    }
    queue_.withdraw();
    workshop_.metrics.count_failure(image.failure->code);
    done({begin_result(image, id(), run_name(order))});
  } catch (const std::exception& error) {  // such as a library that is missing
    queue_.withdraw();
    done({{}, error.what()});
  }
}

void ServedModel::work() {
  while (true) {
    std::vector<QueuedImage> batch =
        queue_.next_batch(static_cast<std::size_t>(batch_size()), max_delay_);
    if (batch.empty()) {
      return;
    }
    run(std::move(batch));
  }
}

void ServedModel::run(std::vector<QueuedImage> batch) {
  workshop_.metrics.count_batch(id(), batch.size());
  std::vector<PreparedImage> images;
  for (QueuedImage& queued : batch) {
    images.push_back(std::move(queued.image));
  }
  std::vector<ImageResult> results(batch.size());
  std::string error;
  try {
    const Turn turn(workshop_);
    results = classifier_.classify(std::move(images));
  } catch (const std::exception& what) {
    error = what.what();
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    workshop_.workers.post([this, result = std::make_shared<ImageResult>(std::move(results[i])),
                            order = batch[i].order, done = std::move(batch[i].done), error] {
      done(error.empty() ? finish(std::move(*result), order) : ImageAnswer{{}, error});
    });
  }
}

ImageAnswer ServedModel::finish(ImageResult result, const ImageOrder& order) const {
  result.run = run_name(order);
  PredictionOptions predictions = classifier_.predictions();
  predictions.top_k = order.top_k;
  result.predictions = select_predictions(result.logits, model_.labels, predictions);
  if (!order.cam) {
    result.activation.reset();
  }
  if (!order.features) {
    result.features.clear();
  }
  return {std::move(result)};
}

}  // namespace resnext
