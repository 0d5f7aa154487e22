// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluation/proportion.h"
#include "models/labels.h"

// What an evaluation counts: accuracy, confusions, calibration.
namespace resnext {

/// What the model answered for one image whose class is known.
struct Outcome {
  std::size_t image = 0;  ///< index of the image
  int truth = 0;          ///< its class
  int predicted = 0;      ///< the class of the highest score
  bool in_top5 = false;
  double confidence = 0;  ///< probability of `predicted`
  /// Whether `predicted` is one of the image's ReaL labels; nullopt if it has none that count.
  std::optional<bool> real = {};
};

/// One class as the truth and as the answer.
struct ClassMeasures {
  int index = 0;
  std::string wnid;  ///< empty if the class has none
  std::string label;
  int images = 0;     ///< of this class
  int top1 = 0;       ///< of them, with this class first
  int top5 = 0;       ///< of them, with this class among the first five
  int predicted = 0;  ///< images of any class with this class first

  double recall() const { return Proportion{top1, images}.value(); }
  /// Returns nullopt for a class that was never the answer.
  std::optional<double> precision() const;
  /// Returns 2 top1 / (images + predicted), the harmonic mean of precision and recall.
  double f1() const;
};

/// Means over the classes that have images, each class counting the same. A class that was never
/// the answer has precision 0, as in scikit-learn.
struct MacroAverages {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

/// A nonzero cell of the confusion matrix.
struct Confusion {
  int truth = 0;
  int predicted = 0;
  int images = 0;
  std::vector<std::size_t> surest = {};  ///< Outcome::image of up to kExamples, the surest first

  static constexpr std::size_t kExamples = 6;
};

/// Images whose confidence c is in (from, to]; a confidence of 0 is in the first bin.
struct ReliabilityBin {
  double from = 0;
  double to = 0;
  int images = 0;
  double confidence = 0;  ///< mean
  double accuracy = 0;    ///< share of correct answers
};

/// How reliable the model's confidence is.
struct Calibration {
  std::vector<ReliabilityBin> bins;  ///< kBins of equal width, including empty ones
  /// Mean of |accuracy - confidence| over the bins, weighted by their images.
  double expected_error = 0;
  double mean_confidence = 0;

  static constexpr int kBins = 15;
};

/// All measures of a model.
struct Measures {
  Proportion top1;
  Proportion top5;
  std::optional<Proportion> real;  ///< if any image has ReaL labels
  MacroAverages macro;
  std::vector<ClassMeasures> classes;  ///< those that have images, in class order
  std::vector<Confusion> confusions;   ///< by truth, then by answer
  Calibration calibration;
};

/// Computes the measures. Every class index must be one of `labels`.
/// Source of the calibration error: Guo et al., arXiv 1706.04599, section 2.
Measures measure(std::span<const Outcome> outcomes, std::span<const Label> labels);

/// Returns the classes that have images, by ascending recall.
std::vector<ClassMeasures> least_recognised_first(const Measures& measures);

/// Returns the confusions of two different classes with the most images, at most `most`.
std::vector<Confusion> worst_pairs(const Measures& measures, std::size_t most);

}  // namespace resnext
