#pragma once

#include <span>
#include <vector>

namespace resnext {

struct ScoredClass {
  int index = 0;
  double score = 0;
};

/// exp(logit - max) / sum of the same, in f64.
std::vector<double> softmax(std::span<const float> logits);

/// The `k` classes of the highest scores (fewer if there are fewer), highest first; equal scores
/// in order of their index. Scores must not be NaN.
std::vector<ScoredClass> top_k(std::span<const double> scores, int k);

}  // namespace resnext
