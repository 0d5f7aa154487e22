// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluation/multi_label_list.h"
#include "models/labels.h"

// Measures models whose classes don't exclude each other.
namespace resnext {

/// What a model gave for images, and what they show.
struct ScoredImages {
  std::size_t classes = 0;
  std::vector<float> probabilities;  ///< images x classes
  std::vector<LabelSet> truth;       ///< one an image
};

/// A class's score of an image, and whether the image shows the class.
struct ScoredImage {
  float score = 0;
  bool positive = false;
};

/// Returns the area under the curve of precision over recall as a sum over the steps of recall,
/// sum((R_n - R_(n-1)) P_n), where equal scores are one step: scikit-learn's
/// average_precision_score. Returns nullopt if no image shows the class.
std::optional<double> average_precision(std::vector<ScoredImage> images);

/// A threshold and the F1 score, 2 right / (positive + reported), that it gives.
struct Threshold {
  double value = 0.5;
  double f1 = 0;
};

/// Returns the threshold with the highest F1, halfway between two neighbouring scores; of equally
/// good ones the highest. 0.5 if no image shows the class.
Threshold best_threshold(std::vector<ScoredImage> images);

/// One class.
struct MultiLabelClass {
  int index = 0;
  std::string label;
  int images = 0;                           ///< that show it
  int reported = 0;                         ///< whose probability reaches the threshold
  int right = 0;                            ///< of these, those that show it
  std::optional<double> average_precision;  ///< nullopt if no image shows it
  double threshold = 0.5;                   ///< the model's
  Threshold best;                           ///< on these images

  std::optional<double> precision() const;  ///< nullopt if it was never reported
  std::optional<double> recall() const;     ///< nullopt if no image shows it
  double f1() const;                        ///< 0 if there is nothing to count
};

struct MultiLabelMeasures {
  std::size_t images = 0;
  std::size_t exact = 0;              ///< images for which exactly the right classes were reported
  double mean_average_precision = 0;  ///< over the classes that images show
  double macro_f1 = 0;                ///< the same mean of F1
  double micro_f1 = 0;                ///< of all decisions together
  std::vector<MultiLabelClass> classes;  ///< all, in class order
};

/// Returns the scores of one class.
std::vector<ScoredImage> scores_of(const ScoredImages& images, std::size_t index);

/// Returns the mean of average_precision over the classes that images show; 0 if they show none.
double mean_average_precision(const ScoredImages& images);

/// Computes the measures with the model's thresholds, one a class.
MultiLabelMeasures measure(const ScoredImages& images, std::span<const Label> labels,
                           std::span<const double> thresholds);

}  // namespace resnext
