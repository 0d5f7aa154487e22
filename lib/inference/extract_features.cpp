// SPDX-License-Identifier: Apache-2.0
#include "inference/extract_features.h"

#include <algorithm>
#include <cmath>

#include "images/prefetch/image_batches.h"

namespace resnext {
namespace {

Session make_session(const LoadedModel& model, const FeatureOptions& options) {
  if (options.layer == FeatureLayer::kLogits) {
    return model.engine.make_session(options.batch_size);
  }
  return model.engine.make_session(options.batch_size, {{options.layer}});
}

}  // namespace

FeatureExtractor::FeatureExtractor(const LoadedModel& model, const FeatureOptions& options)
    : model_(&model), options_(options), session_(make_session(model, options)) {
  const auto batch = static_cast<std::size_t>(options.batch_size);
  const auto size = static_cast<std::size_t>(model.engine.input_size());
  input_.resize(batch * 3 * size * size);
  if (options.layer == FeatureLayer::kLogits) {
    logits_.resize(batch * static_cast<std::size_t>(model.engine.num_classes()));
    output_ = logits_;
  } else {
    output_ = session_.tapped(options.layer);
  }
}

void FeatureExtractor::run() {
  if (options_.layer == FeatureLayer::kLogits) {
    session_.run(input_, logits_);
  } else {
    session_.run_to_taps(input_);
  }
}

std::vector<ImageFeatures> FeatureExtractor::extract(std::vector<PreparedImage> images) {
  const auto batch = static_cast<std::size_t>(session_.batch_size());
  const std::size_t in = input_.size() / batch;
  const std::size_t out = output_.size() / batch;
  std::vector<ImageFeatures> all;
  std::vector<float*> waiting;  // where the rows of the batch go
  const auto run_waiting = [&] {
    run();
    for (std::size_t row = 0; row < waiting.size(); ++row) {
      std::copy_n(output_.data() + row * out, out, waiting[row]);
    }
    waiting.clear();
  };
  for (PreparedImage& image : images) {
    ImageFeatures& features = all.emplace_back();
    features.result = begin_result(image, model_->config.id, options_.run);
    const std::size_t views = image.tensor.size() / in;
    features.values.resize(views * out);
    for (std::size_t view = 0; view < views; ++view) {
      std::copy_n(image.tensor.data() + view * in, in, input_.data() + waiting.size() * in);
      waiting.push_back(features.values.data() + view * out);
      if (waiting.size() == batch) {
        run_waiting();
      }
    }
  }
  if (!waiting.empty()) {
    run_waiting();
  }
  for (ImageFeatures& features : all) {
    check_finite(features.values, "features", features.result.path, *model_);
    for (std::size_t begin = 0; options_.normalize_l2 && begin < features.values.size();
         begin += out) {
      normalize_l2(std::span(features.values).subspan(begin, out));
    }
  }
  return all;
}

RunSummary extract_features(const LoadedModel& model, const FeatureOptions& options,
                            ImageSource& source, StopFlag& stop, const FeatureSink& sink) {
  FeatureExtractor extractor(model, options);
  RunClock clock;
  prepare_batches(model.config.preprocessing, model.engine.threads(),
                  {options.decode, false, options.views, options.batch_size}, source, stop,
                  [&](std::vector<PreparedImage> batch) {
                    for (ImageFeatures& features : extractor.extract(std::move(batch))) {
                      clock.count(features.result);
                      if (!sink(std::move(features))) {
                        return false;
                      }
                    }
                    return true;
                  });
  return clock.summary();
}

void normalize_l2(std::span<float> values) {
  double squares = 0;
  for (const float value : values) {
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  if (squares > 0) {
    const double norm = std::sqrt(squares);
    for (float& value : values) {
      value = static_cast<float>(static_cast<double>(value) / norm);
    }
  }
}

}  // namespace resnext
