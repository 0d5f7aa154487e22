// SPDX-License-Identifier: Apache-2.0
#include "evaluation/multi_label_measures.h"

#include <algorithm>

namespace resnext {
namespace {

void sort_by_score(std::vector<ScoredImage>& images) {
  std::ranges::sort(images, std::ranges::greater(), &ScoredImage::score);
}

std::size_t positives(std::span<const ScoredImage> images) {
  return static_cast<std::size_t>(std::ranges::count(images, true, &ScoredImage::positive));
}

double f1_of(std::size_t right, std::size_t positive, std::size_t reported) {
  return positive + reported == 0
             ? 0
             : 2 * static_cast<double>(right) / static_cast<double>(positive + reported);
}

/// Calls step(reported, right) after each group of equal scores.
template <typename Step>
void for_each_step(std::span<const ScoredImage> sorted, const Step& step) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    right += sorted[i].positive ? 1 : 0;
    if (i + 1 == sorted.size() || sorted[i + 1].score != sorted[i].score) {
      step(i + 1, right);
    }
  }
}

MultiLabelClass measure_class(const ScoredImages& images, std::size_t index, const Label& label,
                              double threshold) {
  MultiLabelClass result;
  result.index = static_cast<int>(index);
  result.label = label.name;
  result.threshold = threshold;
  const std::vector<ScoredImage> scores = scores_of(images, index);
  for (const ScoredImage& image : scores) {
    const bool reported = static_cast<double>(image.score) >= threshold;
    result.images += image.positive ? 1 : 0;
    result.reported += reported ? 1 : 0;
    result.right += reported && image.positive ? 1 : 0;
  }
  result.average_precision = average_precision(scores);
  result.best = best_threshold(scores);
  return result;
}

/// Returns whether exactly the classes that the image shows reach their thresholds.
bool is_exact(const ScoredImages& images, std::size_t image, std::span<const double> thresholds) {
  LabelSet reported;
  for (std::size_t c = 0; c < images.classes; ++c) {
    if (static_cast<double>(images.probabilities[image * images.classes + c]) >= thresholds[c]) {
      reported.push_back(static_cast<int>(c));
    }
  }
  return reported == images.truth[image];
}

void add_means(MultiLabelMeasures& measures) {
  std::size_t shown = 0;
  std::size_t right = 0;
  std::size_t positive = 0;
  std::size_t reported = 0;
  for (const MultiLabelClass& of_class : measures.classes) {
    right += static_cast<std::size_t>(of_class.right);
    positive += static_cast<std::size_t>(of_class.images);
    reported += static_cast<std::size_t>(of_class.reported);
    if (of_class.average_precision) {
      ++shown;
      measures.mean_average_precision += *of_class.average_precision;
      measures.macro_f1 += of_class.f1();
    }
  }
  if (shown > 0) {
    measures.mean_average_precision /= static_cast<double>(shown);
    measures.macro_f1 /= static_cast<double>(shown);
  }
  measures.micro_f1 = f1_of(right, positive, reported);
}

}  // namespace

std::optional<double> average_precision(std::vector<ScoredImage> images) {
  const std::size_t positive = positives(images);
  if (positive == 0) {
    return std::nullopt;
  }
  sort_by_score(images);
  double sum = 0;
  std::size_t before = 0;
  for_each_step(images, [&](std::size_t reported, std::size_t right) {
    sum += static_cast<double>(right - before) * static_cast<double>(right) /
           static_cast<double>(reported);
    before = right;
  });
  return sum / static_cast<double>(positive);
}

Threshold best_threshold(std::vector<ScoredImage> images) {
  Threshold best;
  const std::size_t positive = positives(images);
  if (positive == 0) {
    return best;
  }
  sort_by_score(images);
  for_each_step(images, [&](std::size_t reported, std::size_t right) {
    const double f1 = f1_of(right, positive, reported);
    if (f1 > best.f1) {
      const auto last = static_cast<double>(images[reported - 1].score);
      const double next =
          reported < images.size() ? static_cast<double>(images[reported].score) : 0.0;
      best = {(last + next) / 2, f1};
    }
  });
  return best;
}

std::optional<double> MultiLabelClass::precision() const {
  return reported == 0 ? std::nullopt : std::optional(static_cast<double>(right) / reported);
}

std::optional<double> MultiLabelClass::recall() const {
  return images == 0 ? std::nullopt : std::optional(static_cast<double>(right) / images);
}

double MultiLabelClass::f1() const {
  return f1_of(static_cast<std::size_t>(right), static_cast<std::size_t>(images),
               static_cast<std::size_t>(reported));
}

std::vector<ScoredImage> scores_of(const ScoredImages& images, std::size_t index) {
  std::vector<ScoredImage> scores(images.truth.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i] = {images.probabilities[i * images.classes + index],
                 std::ranges::binary_search(images.truth[i], static_cast<int>(index))};
  }
  return scores;
}

double mean_average_precision(const ScoredImages& images) {
  double sum = 0;
  std::size_t shown = 0;
  for (std::size_t c = 0; c < images.classes; ++c) {
    if (const auto precision = average_precision(scores_of(images, c))) {
      sum += *precision;
      ++shown;
    }
  }
  return shown == 0 ? 0 : sum / static_cast<double>(shown);
}

MultiLabelMeasures measure(const ScoredImages& images, std::span<const Label> labels,
                           std::span<const double> thresholds) {
  MultiLabelMeasures measures;
  measures.images = images.truth.size();
  for (std::size_t c = 0; c < images.classes; ++c) {
    measures.classes.push_back(measure_class(images, c, labels[c], thresholds[c]));
  }
  for (std::size_t i = 0; i < measures.images; ++i) {
    measures.exact += is_exact(images, i, thresholds) ? 1 : 0;
  }
  add_means(measures);
  return measures;
}

}  // namespace resnext
