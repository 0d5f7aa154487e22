// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

// Turns logits into probabilities, and finds the largest scores.
namespace resnext {

struct ScoredClass {
  int index = 0;
  double score = 0;
};

/// Returns exp(logit - max) divided by the sum of these, computed in f64.
std::vector<double> softmax(std::span<const float> logits);

/// Returns 1 / (1 + exp(-logit)), computed in f64: the probability of a class that excludes no
/// other.
double sigmoid(double logit);

/// Returns the `k` classes with the highest scores (fewer if there are fewer), highest first; equal
/// scores in order of their index. Scores must not be NaN.
std::vector<ScoredClass> top_k(std::span<const double> scores, int k);

}  // namespace resnext
