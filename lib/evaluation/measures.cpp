// SPDX-License-Identifier: Apache-2.0
#include "evaluation/measures.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace resnext {
namespace {

std::vector<ClassMeasures> class_measures(std::span<const Outcome> outcomes,
                                          std::span<const Label> labels) {
  std::vector<ClassMeasures> classes;
  for (const Label& label : labels) {
    classes.push_back({static_cast<int>(classes.size()), label.wnid, label.name});
  }
  for (const Outcome& outcome : outcomes) {
    ClassMeasures& truth = classes.at(static_cast<std::size_t>(outcome.truth));
    ++truth.images;
    truth.top1 += outcome.predicted == outcome.truth ? 1 : 0;
    truth.top5 += outcome.in_top5 ? 1 : 0;
    ++classes.at(static_cast<std::size_t>(outcome.predicted)).predicted;
  }
  std::erase_if(classes, [](const ClassMeasures& of_class) { return of_class.images == 0; });
  return classes;
}

MacroAverages macro_averages(const std::vector<ClassMeasures>& classes) {
  MacroAverages macro;
  const auto count = static_cast<double>(classes.size());
  for (const ClassMeasures& of_class : classes) {
    macro.precision += of_class.precision().value_or(0) / count;
    macro.recall += of_class.recall() / count;
    macro.f1 += of_class.f1() / count;
  }
  return macro;
}

std::vector<Confusion> confusions(std::span<const Outcome> outcomes) {
  std::map<std::pair<int, int>, std::vector<const Outcome*>> cells;
  for (const Outcome& outcome : outcomes) {
    cells[{outcome.truth, outcome.predicted}].push_back(&outcome);
  }
  std::vector<Confusion> found;
  for (auto& [cell, images] : cells) {
    std::stable_sort(images.begin(), images.end(), [](const Outcome* a, const Outcome* b) {
      return a->confidence > b->confidence;
    });
    Confusion& confusion =
        found.emplace_back(Confusion{cell.first, cell.second, static_cast<int>(images.size())});
    images.resize(std::min(images.size(), Confusion::kExamples));
    for (const Outcome* outcome : images) {
      confusion.surest.push_back(outcome->image);
    }
  }
  return found;
}

Calibration calibration(std::span<const Outcome> outcomes) {
  constexpr int kBins = Calibration::kBins;
  Calibration result;
  for (int bin = 0; bin < kBins; ++bin) {
    result.bins.push_back({static_cast<double>(bin) / kBins, (bin + 1.0) / kBins});
  }
  for (const Outcome& outcome : outcomes) {
    const int bin = static_cast<int>(std::ceil(outcome.confidence * kBins)) - 1;
    ReliabilityBin& of_bin = result.bins[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))];
    ++of_bin.images;
    of_bin.confidence += outcome.confidence;
    of_bin.accuracy += outcome.predicted == outcome.truth ? 1 : 0;
  }
  for (ReliabilityBin& bin : result.bins) {
    if (bin.images > 0) {
      result.mean_confidence += bin.confidence;
      result.expected_error += std::abs(bin.accuracy - bin.confidence);
      bin.confidence /= bin.images;
      bin.accuracy /= bin.images;
    }
  }
  if (!outcomes.empty()) {
    result.mean_confidence /= static_cast<double>(outcomes.size());
    result.expected_error /= static_cast<double>(outcomes.size());
  }
  return result;
}

}  // namespace

std::optional<double> ClassMeasures::precision() const {
  return predicted > 0 ? std::optional(Proportion{top1, predicted}.value()) : std::nullopt;
}

double ClassMeasures::f1() const { return Proportion{2 * top1, images + predicted}.value(); }

Measures measure(std::span<const Outcome> outcomes, std::span<const Label> labels) {
  Measures measures;
  Proportion real;
  for (const Outcome& outcome : outcomes) {
    measures.top1.count += outcome.predicted == outcome.truth ? 1 : 0;
    measures.top5.count += outcome.in_top5 ? 1 : 0;
    real.count += outcome.real.value_or(false) ? 1 : 0;
    real.of += outcome.real ? 1 : 0;
  }
  measures.top1.of = measures.top5.of = static_cast<int>(outcomes.size());
  if (real.of > 0) {
    measures.real = real;
  }
  measures.classes = class_measures(outcomes, labels);
  measures.macro = macro_averages(measures.classes);
  measures.confusions = confusions(outcomes);
  measures.calibration = calibration(outcomes);
  return measures;
}

std::vector<ClassMeasures> least_recognised_first(const Measures& measures) {
  std::vector<ClassMeasures> classes = measures.classes;
  std::ranges::stable_sort(classes, {}, &ClassMeasures::recall);
  return classes;
}

std::vector<Confusion> worst_pairs(const Measures& measures, std::size_t most) {
  std::vector<Confusion> pairs;
  std::copy_if(measures.confusions.begin(), measures.confusions.end(), std::back_inserter(pairs),
               [](const Confusion& pair) { return pair.truth != pair.predicted; });
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Confusion& a, const Confusion& b) { return a.images > b.images; });
  pairs.resize(std::min(pairs.size(), most));
  return pairs;
}

}  // namespace resnext
