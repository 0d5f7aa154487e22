// SPDX-License-Identifier: Apache-2.0
#include "inference/predictions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inference/top_k.h"

namespace resnext {
namespace {

std::vector<float> subset(std::span<const float> logits, const std::vector<int>& classes) {
  std::vector<float> chosen;
  for (const int index : classes) {
    chosen.push_back(logits[static_cast<std::size_t>(index)]);
  }
  return chosen;
}

/// Scores of all classes or, with options.classes, of those in their order.
std::vector<double> scores_of(std::span<const float> logits, const PredictionOptions& options) {
  const bool all = options.classes.empty();
  const std::vector<float> chosen =
      all ? std::vector<float>(logits.begin(), logits.end()) : subset(logits, options.classes);
  if (options.score_kind == ScoreKind::kLogit) {
    return {chosen.begin(), chosen.end()};
  }
  if (options.multi_label) {
    std::vector<double> probabilities(chosen.begin(), chosen.end());
    std::ranges::transform(probabilities, probabilities.begin(), sigmoid);
    return probabilities;
  }
  if (all || options.renormalize) {
    return softmax(chosen);
  }
  const std::vector<double> everything = softmax(logits);
  std::vector<double> scores;
  for (const int index : options.classes) {
    scores.push_back(everything[static_cast<std::size_t>(index)]);
  }
  return scores;
}

/// Returns the score from which on a class is reported.
double threshold_of(int index, const PredictionOptions& options) {
  if (options.threshold) {
    return *options.threshold;
  }
  if (!options.multi_label) {
    return -std::numeric_limits<double>::infinity();
  }
  const double probability = options.multi_label->thresholds[static_cast<std::size_t>(index)];
  return options.score_kind == ScoreKind::kProbability ? probability
                                                       : std::log(probability / (1 - probability));
}

}  // namespace

std::vector<Prediction> select_predictions(std::span<const float> logits,
                                           std::span<const Label> labels,
                                           const PredictionOptions& options) {
  std::vector<Prediction> predictions;
  for (const ScoredClass& scored : top_k(scores_of(logits, options), options.top_k)) {
    const auto place = static_cast<std::size_t>(scored.index);
    const int index = options.classes.empty() ? scored.index : options.classes[place];
    if (scored.score < threshold_of(index, options)) {
      continue;
    }
    const Label& label = labels[static_cast<std::size_t>(index)];
    Prediction prediction{index, std::nullopt, label.wnid, label.name, scored.score};
    if (label.imagenet_index != index) {
      prediction.imagenet_index = label.imagenet_index;
    }
    predictions.push_back(std::move(prediction));
  }
  return predictions;
}

}  // namespace resnext
