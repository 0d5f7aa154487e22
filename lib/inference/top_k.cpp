// SPDX-License-Identifier: Apache-2.0
#include "inference/top_k.h"

#include <algorithm>
#include <cmath>

namespace resnext {

std::vector<double> softmax(std::span<const float> logits) {
  std::vector<double> scores(logits.begin(), logits.end());
  if (scores.empty()) {
    return scores;
  }
  const double largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double& score : scores) {
    score = std::exp(score - largest);
    sum += score;
  }
  for (double& score : scores) {
    score /= sum;
  }
  return scores;
}

double sigmoid(double logit) { return 1 / (1 + std::exp(-logit)); }

std::vector<ScoredClass> top_k(std::span<const double> scores, int k) {
  std::vector<ScoredClass> classes;
  classes.reserve(scores.size());
  for (const double score : scores) {
    classes.push_back({static_cast<int>(classes.size()), score});
  }
  const std::size_t kept = std::min(classes.size(), static_cast<std::size_t>(std::max(k, 0)));
  std::partial_sort(classes.begin(), classes.begin() + static_cast<std::ptrdiff_t>(kept),
                    classes.end(), [](const ScoredClass& a, const ScoredClass& b) {
                      return a.score != b.score ? a.score > b.score : a.index < b.index;
                    });
  classes.resize(kept);
  return classes;
}

}  // namespace resnext
