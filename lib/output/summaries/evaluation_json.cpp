// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "output/records/json_result.h"
#include "output/summaries/evaluation_report.h"
#include "output/summaries/report_json.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWorstPairs = 50;

Json interval_json(const Proportion& proportion) {
  const Interval interval = wilson_interval(proportion);
  return {percent(interval.low), percent(interval.high)};
}

void add_class(Json& json, int index, std::span<const Label> labels) {
  const Label& label = labels[static_cast<std::size_t>(index)];
  json["index"] = index;
  if (!label.wnid.empty()) {
    json["wnid"] = label.wnid;
  }
  json["label"] = label.name;
}

Json class_json(const ClassMeasures& of_class, std::span<const Label> labels) {
  Json json = Json::object();
  add_class(json, of_class.index, labels);
  json["images"] = of_class.images;
  json["top1"] = percent(of_class.recall());
  json["top1_interval"] = interval_json({of_class.top1, of_class.images});
  json["top5"] = percent(Proportion{of_class.top5, of_class.images}.value());
  json["predicted"] = of_class.predicted;
  json["precision"] = of_class.precision() ? Json(percent(*of_class.precision())) : Json();
  json["recall"] = percent(of_class.recall());
  json["f1"] = percent(of_class.f1());
  return json;
}

Json calibration_json(const Calibration& calibration) {
  Json json = Json::object();
  json["expected_error"] = percent(calibration.expected_error);
  json["mean_confidence"] = percent(calibration.mean_confidence);
  json["bins"] = Json::array();
  for (const ReliabilityBin& bin : calibration.bins) {
    Json& of_bin = json["bins"].emplace_back();
    of_bin["from"] = percent(bin.from);
    of_bin["to"] = percent(bin.to);
    of_bin["images"] = bin.images;
    if (bin.images > 0) {
      of_bin["confidence"] = percent(bin.confidence);
      of_bin["accuracy"] = percent(bin.accuracy);
    }
  }
  return json;
}

void add_measures(Json& json, const Evaluation& evaluation) {
  const Measures& measures = evaluation.measures;
  if (measures.top1.of > 0) {
    json["top1"] = percent(measures.top1.value());
    json["top1_interval"] = interval_json(measures.top1);
    json["top5"] = percent(measures.top5.value());
    json["top5_interval"] = interval_json(measures.top5);
    json["macro"] = {{"precision", percent(measures.macro.precision)},
                     {"recall", percent(measures.macro.recall)},
                     {"f1", percent(measures.macro.f1)}};
    json["calibration"] = calibration_json(measures.calibration);
  }
  if (evaluation.has_real) {
    Json& real = json["real"];
    const Proportion top1 = measures.real.value_or(Proportion{});
    real["images"] = top1.of;
    real["left_out"] = evaluation.without_real;
    if (top1.of > 0) {
      real["top1"] = percent(top1.value());
      real["top1_interval"] = interval_json(top1);
    }
  }
}

Json pairs_json(const Measures& measures, std::span<const Label> labels) {
  Json pairs = Json::array();
  for (const Confusion& pair : worst_pairs(measures, kWorstPairs)) {
    Json& json = pairs.emplace_back();
    json["images"] = pair.images;
    add_class(json["truth"], pair.truth, labels);
    add_class(json["predicted"], pair.predicted, labels);
  }
  return pairs;
}

}  // namespace

std::string evaluation_to_json(const Evaluation& evaluation, std::span<const Label> labels) {
  Json json = Json::object();
  json["model"] = evaluation.model;
  if (!evaluation.finetuned_from.empty()) {
    json["finetuned_from"] = evaluation.finetuned_from;
  }
  json["precision"] = evaluation.precision;
  if (evaluation.augmentation != Augmentation::kNone) {
    json["tta"] = to_string(evaluation.augmentation);
  }
  json["images"] = evaluation.measures.top1.of;
  json["failed"] = evaluation.failures.size();
  add_measures(json, evaluation);
  json["images_per_second"] = rounded(images_per_second(evaluation));
  json["of_other_classes"] = evaluation.of_other_classes;
  json["unknown_classes"] = Json::object();
  for (const auto& [name, images] : evaluation.unknown) {
    json["unknown_classes"][name] = images;
  }
  json["worst_pairs"] = pairs_json(evaluation.measures, labels);
  json["classes"] = Json::array();
  for (const ClassMeasures& of_class : evaluation.measures.classes) {
    json["classes"].push_back(class_json(of_class, labels));
  }
  json["failures"] = failures_json(evaluation.failures);
  return report_text(json);
}

std::string evaluated_image_to_json(const EvaluatedImage& image, std::span<const Label> labels) {
  Json json = Json::parse(to_json(image.result, false));
  add_class(json["truth"], image.image.class_index, labels);
  if (image.outcome != nullptr) {
    json["correct"] = image.outcome->predicted == image.outcome->truth;
    json["in_top5"] = image.outcome->in_top5;
    if (image.outcome->real) {
      json["real"] = *image.outcome->real;
    }
  }
  return json.dump() + "\n";
}

}  // namespace resnext
