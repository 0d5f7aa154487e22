// SPDX-License-Identifier: Apache-2.0
#include "inference/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace resnext {
namespace {

Network network_of(const LoadedModel& model) {
  return build_network(model.config.architecture, model.engine.input_size());
}

std::vector<FeatureLayer> taps(const LoadedModel& model, const ClassifyOptions& options) {
  std::vector<FeatureLayer> layers;
  if (options.activation) {
    layers.push_back(last_feature_map(network_of(model)));
  }
  if (options.keep_features) {
    layers.push_back(FeatureLayer::kPool);
  }
  return layers;
}

/// Returns what belongs to `row` of a batch.
std::vector<float> copy_row(std::span<const float> values, int batch_size, std::size_t row) {
  const std::size_t size = values.size() / static_cast<std::size_t>(batch_size);
  const std::span<const float> own = values.subspan(row * size, size);
  return {own.begin(), own.end()};
}

}  // namespace

Classifier::Classifier(const LoadedModel& model, const ClassifyOptions& options)
    : model_(&model),
      options_(options),
      session_(model.engine.make_session(options.batch_size, taps(model, options))) {
  options_.predictions.multi_label = model.config.multi_label;
  const auto batch = static_cast<std::size_t>(options.batch_size);
  const auto size = static_cast<std::size_t>(model.engine.input_size());
  input_.resize(batch * 3 * size * size);
  logits_.resize(batch * static_cast<std::size_t>(model.engine.num_classes()));
  if (options.activation) {
    const Network network = network_of(model);
    map_layer_ = last_feature_map(network);
    map_side_ = static_cast<int>(feature_shape(network, map_layer_).back());
  }
}

std::vector<ImageResult> Classifier::classify(std::vector<PreparedImage> images) {
  const auto batch = static_cast<std::size_t>(batch_size());
  if (images.size() > batch) {
    throw std::invalid_argument(
        fmt::format("{} images are more than the batch size of {}", images.size(), batch));
  }
  const std::size_t image_floats = input_.size() / batch;
  const std::size_t classes = logits_.size() / batch;
  std::size_t rows = 0;
  for (const PreparedImage& image : images) {
    if (!image.failure) {
      std::copy_n(image.tensor.data(), image_floats, input_.data() + rows++ * image_floats);
    }
  }
  if (rows > 0) {
    session_.run(input_, logits_);
  }
  std::vector<ImageResult> results;
  rows = 0;
  for (PreparedImage& image : images) {
    ImageResult& result =
        results.emplace_back(begin_result(image, model_->config.id, options_.run));
    result.score_kind = options_.predictions.score_kind;
    if (!result.failure) {
      predict(std::span(logits_).subspan(rows * classes, classes), result);
      if (options_.keep_input) {
        result.input = copy_row(input_, batch_size(), rows);
      }
      if (options_.keep_logits) {
        result.logits = copy_row(logits_, batch_size(), rows);
      }
      if (options_.keep_features) {
        result.features = copy_row(session_.tapped(FeatureLayer::kPool), batch_size(), rows);
      }
      if (options_.activation) {
        add_activation(rows, std::move(image.photo).value_or(KeptPhoto{}), result);
      }
      ++rows;
    }
  }
  return results;
}

void Classifier::predict(std::span<const float> logits, ImageResult& result) const {
  check_finite(logits, "logits", result.path, *model_);
  result.predictions = select_predictions(logits, model_->labels, options_.predictions);
}

/// Returns the score of a class, reported or not.
double Classifier::score_of(int class_index, std::span<const float> logits,
                            const std::vector<Prediction>& reported) const {
  const auto found = std::ranges::find(reported, class_index, &Prediction::index);
  if (found != reported.end()) {
    return found->score;
  }
  PredictionOptions only = options_.predictions;
  only.classes = {class_index};
  only.renormalize = false;
  only.threshold = -std::numeric_limits<double>::infinity();
  return select_predictions(logits, model_->labels, only).front().score;
}

void Classifier::add_activation(std::size_t row, KeptPhoto photo, ImageResult& result) const {
  const std::size_t classes = logits_.size() / static_cast<std::size_t>(batch_size());
  const std::span<const float> logits = std::span(logits_).subspan(row * classes, classes);
  const auto best = static_cast<int>(std::ranges::max_element(logits) - logits.begin());
  Activation& activation = result.activation.emplace();
  activation.photo = std::move(photo.image);
  activation.seen = photo.seen;
  activation.orientation = photo.orientation;
  activation.class_index = options_.activation->class_index.value_or(
      result.predictions.empty() ? best : result.predictions.front().index);
  const std::span<const float> maps = session_.tapped(map_layer_);
  const std::size_t size = maps.size() / static_cast<std::size_t>(batch_size());
  const std::span<const float> weights =
      options_.activation->classifier->row(static_cast<std::size_t>(activation.class_index));
  activation.label = model_->labels[static_cast<std::size_t>(activation.class_index)].name;
  activation.score = score_of(activation.class_index, logits, result.predictions);
  activation.map =
      class_activation_map(maps.subspan(row * size, size), map_side_, map_side_, weights);
}

}  // namespace resnext
