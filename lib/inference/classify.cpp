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
std::span<const float> row_of(std::span<const float> values, int batch_size, std::size_t row) {
  const std::size_t size = values.size() / static_cast<std::size_t>(batch_size);
  return values.subspan(row * size, size);
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

void Classifier::take_row(std::size_t row, Computed& computed) const {
  computed.logits.add(row_of(logits_, batch_size(), row));
  if (options_.keep_features) {
    computed.features.add(row_of(session_.tapped(FeatureLayer::kPool), batch_size(), row));
  }
  if (options_.activation && computed.map.empty()) {
    const std::span<const float> map = row_of(session_.tapped(map_layer_), batch_size(), row);
    computed.map.assign(map.begin(), map.end());
  }
}

/// Runs all views of all images, as many at a time as a batch has rows.
std::vector<Classifier::Computed> Classifier::compute(std::span<const PreparedImage> images) {
  const std::size_t view_floats = input_.size() / static_cast<std::size_t>(batch_size());
  std::vector<Computed> all(images.size());
  std::vector<Computed*> rows;  // what each row of the batch belongs to
  const auto run = [&] {
    session_.run(input_, logits_);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      take_row(row, *rows[row]);
    }
    rows.clear();
  };
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::span<const float> tensor = images[i].tensor;
    for (std::size_t begin = 0; begin < tensor.size(); begin += view_floats) {
      std::ranges::copy(tensor.subspan(begin, view_floats),
                        input_.data() + rows.size() * view_floats);
      rows.push_back(&all[i]);
      if (rows.size() == static_cast<std::size_t>(batch_size())) {
        run();
      }
    }
  }
  if (!rows.empty()) {
    run();
  }
  return all;
}

std::vector<ImageResult> Classifier::classify(std::vector<PreparedImage> images) {
  const auto batch = static_cast<std::size_t>(batch_size());
  if (images.size() > batch) {
    throw std::invalid_argument(
        fmt::format("{} images are more than the batch size of {}", images.size(), batch));
  }
  const std::vector<Computed> computed = compute(images);
  std::vector<ImageResult> results;
  for (std::size_t i = 0; i < images.size(); ++i) {
    PreparedImage& image = images[i];
    ImageResult& result =
        results.emplace_back(begin_result(image, model_->config.id, options_.run));
    result.score_kind = options_.predictions.score_kind;
    if (result.failure) {
      continue;
    }
    std::vector<float> logits = computed[i].logits.mean();
    predict(logits, result);
    if (options_.activation) {
      add_activation(logits, computed[i].map, std::move(image.photo).value_or(KeptPhoto{}), result);
    }
    if (options_.keep_input) {
      result.input = std::move(image.tensor);
    }
    if (options_.keep_logits) {
      result.logits = std::move(logits);
    }
    if (options_.keep_features) {
      result.features = computed[i].features.mean();
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

void Classifier::add_activation(std::span<const float> logits, std::span<const float> map,
                                KeptPhoto photo, ImageResult& result) const {
  const auto best = static_cast<int>(std::ranges::max_element(logits) - logits.begin());
  Activation& activation = result.activation.emplace();
  activation.photo = std::move(photo.image);
  activation.seen = photo.seen;
  activation.orientation = photo.orientation;
  activation.class_index = options_.activation->class_index.value_or(
      result.predictions.empty() ? best : result.predictions.front().index);
  const std::span<const float> weights =
      options_.activation->classifier->row(static_cast<std::size_t>(activation.class_index));
  activation.label = model_->labels[static_cast<std::size_t>(activation.class_index)].name;
  activation.score = score_of(activation.class_index, logits, result.predictions);
  activation.map = class_activation_map(map, map_side_, map_side_, weights);
}

}  // namespace resnext
