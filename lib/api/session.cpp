// SPDX-License-Identifier: Apache-2.0
#include "api/session.h"

#include <fmt/format.h>

#include <utility>

#include "api/images.h"
#include "api/results.h"
#include "api/status.h"
#include "api/versioned.h"
#include "images/prefetch/image_batches.h"

namespace resnext::api {
namespace {

constexpr resnext_session_options kUsual = RESNEXT_SESSION_OPTIONS_INIT;
constexpr std::size_t kSmallestOptions = sizeof(resnext_session_options);  // as in 0.1.0

/// Throws ArgumentError unless `value` is 0 (the usual value) to `most`.
void check_range(const char* name, std::int64_t value, std::int64_t most) {
  if (value < 0 || value > most) {
    throw ArgumentError(fmt::format("{} is {}, not 0 to {}", name, value, most));
  }
}

ClassifyOptions read_options(const resnext_session_options& options, const Model& model) {
  constexpr int kMostImages = 1024;
  constexpr std::int64_t kMostPixels = std::int64_t{1} << 40;
  constexpr std::uint32_t kKeep = RESNEXT_KEEP_LOGITS | RESNEXT_KEEP_FEATURES;
  check_range("batch_size", options.batch_size, kMostImages);
  check_range("top_k", options.top_k, std::int64_t{1} << 30);
  check_range("max_pixels", options.max_pixels, kMostPixels);
  if ((options.keep & ~kKeep) != 0) {
    throw ArgumentError(fmt::format("keep is {:#x}, not a sum of RESNEXT_KEEP_... (at most {:#x})",
                                    options.keep, kKeep));
  }
  ClassifyOptions read;
  if (options.top_k > 0) {
    read.predictions.top_k = options.top_k;
  }
  read.predictions.score_kind =
      options.logit_scores != 0 ? ScoreKind::kLogit : ScoreKind::kProbability;
  read.decode.exif = options.apply_exif != 0 ? ExifMode::kApply : ExifMode::kIgnore;
  if (options.max_pixels > 0) {
    read.decode.max_pixels = options.max_pixels;
  }
  read.batch_size = options.batch_size > 0 ? options.batch_size : 1;
  read.keep_logits = (options.keep & RESNEXT_KEEP_LOGITS) != 0;
  read.keep_features = (options.keep & RESNEXT_KEEP_FEATURES) != 0;
  read.run = model.run_names.id({.predictions = read.predictions,
                                 .decode = read.decode,
                                 .batch_size = read.batch_size,
                                 .more = common_run_settings(model.request, model.loaded.config)});
  return read;
}

}  // namespace
}  // namespace resnext::api

using namespace resnext;

/// Marks a call as the session's while it runs.
class resnext_session::Running {
 public:
  explicit Running(resnext_session& session) : session_(&session) {
    const std::scoped_lock lock(session.mutex_);
    if (session.running_ != nullptr) {
      throw api::ArgumentError(
          "another thread is using this session; make one for each thread, they share the model");
    }
    session.running_ = &stop;
  }
  ~Running() {
    const std::scoped_lock lock(session_->mutex_);
    session_->running_ = nullptr;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  StopFlag stop;

 private:
  resnext_session* session_;
};

resnext_session::resnext_session(std::shared_ptr<const api::Model> model,
                                 const resnext_session_options& options)
    : model_(std::move(model)),
      options_(api::read_options(options, *model_)),
      classifier_(model_->loaded, options_) {}

std::vector<ImageResult> resnext_session::classify(std::vector<ImageInput> inputs) {
  Running running(*this);
  const std::size_t count = inputs.size();
  std::vector<ImageResult> results = count == 1 ? classify_one(inputs.front(), running.stop)
                                                : classify_all(std::move(inputs), running.stop);
  if (running.stop.is_raised()) {
    throw Cancelled(fmt::format("cancelled after {} of {} images", results.size(), count));
  }
  return results;
}

std::vector<ImageResult> resnext_session::classify_one(const ImageInput& input,
                                                       const StopFlag& stop) {
  PrepareContext context = {model_->loaded.config.preprocessing, options_.decode};
  context.stop = &stop;
  std::vector<PreparedImage> batch;
  batch.push_back(prepare_image(input, context));
  return classifier_.classify(std::move(batch));
}

std::vector<ImageResult> resnext_session::classify_all(std::vector<ImageInput> inputs,
                                                       StopFlag& stop) {
  std::vector<ImageResult> results;
  api::InputsInOrder source(std::move(inputs));
  const BatchOptions batches = {options_.decode, false, {}, options_.batch_size};
  prepare_batches(model_->loaded.config.preprocessing, model_->loaded.engine.threads(), batches,
                  source, stop, [&](std::vector<PreparedImage> batch) {
                    for (ImageResult& result : classifier_.classify(std::move(batch))) {
                      results.push_back(std::move(result));
                    }
                    return !stop.is_raised();
                  });
  return results;
}

void resnext_session::cancel() {
  const std::scoped_lock lock(mutex_);
  if (running_ != nullptr) {
    running_->raise();
  }
}

resnext_status resnext_session_create(const resnext_model* model,
                                      const resnext_session_options* options,
                                      resnext_session** session) {
  return api::guarded([&] {
    api::check_not_null(session, "session");
    *session = nullptr;
    api::check_not_null(model, "model");
    const resnext_session_options read =
        api::read_versioned(options, api::kUsual, api::kSmallestOptions, "resnext_session_options");
    *session = std::make_unique<resnext_session>(model->model, read).release();
  });
}

void resnext_session_free(resnext_session* session) { delete session; }

void resnext_session_cancel(resnext_session* session) {
  if (session != nullptr) {
    session->cancel();
  }
}

resnext_status resnext_classify(resnext_session* session, const resnext_image* images, size_t count,
                                resnext_results** results) {
  return api::guarded([&] {
    api::check_not_null(results, "results");
    *results = nullptr;
    api::check_not_null(session, "session");
    auto found = std::make_unique<resnext_results>();
    found->results = session->classify(api::read_images(images, count));
    found->json.resize(found->results.size());
    *results = found.release();
  });
}
