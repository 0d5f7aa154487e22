// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "output/summaries/multi_label_report.h"
#include "output/summaries/report_json.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json percent_or_null(std::optional<double> share) { return share ? Json(percent(*share)) : Json(); }

Json class_json(const MultiLabelClass& of_class) {
  Json json = Json::object();
  json["index"] = of_class.index;
  json["label"] = of_class.label;
  json["images"] = of_class.images;
  json["average_precision"] = percent_or_null(of_class.average_precision);
  json["threshold"] = of_class.threshold;
  json["reported"] = of_class.reported;
  json["right"] = of_class.right;
  json["precision"] = percent_or_null(of_class.precision());
  json["recall"] = percent_or_null(of_class.recall());
  json["f1"] = percent(of_class.f1());
  json["best_threshold"] = of_class.best.value;
  json["best_f1"] = percent(of_class.best.f1);
  return json;
}

}  // namespace

std::string multi_label_json(const MultiLabelEvaluation& evaluation) {
  const MultiLabelMeasures& measures = evaluation.measures;
  Json json = Json::object();
  json["model"] = evaluation.model;
  json["precision"] = evaluation.precision;
  if (!evaluation.finetuned_from.empty()) {
    json["finetuned_from"] = evaluation.finetuned_from;
  }
  json["images"] = measures.images;
  json["failed"] = evaluation.failures.size();
  json["unknown_classes"] = evaluation.unknown;
  json["mean_average_precision"] = percent(measures.mean_average_precision);
  json["macro_f1"] = percent(measures.macro_f1);
  json["micro_f1"] = percent(measures.micro_f1);
  json["exact"] = measures.images == 0 ? Json()
                                       : Json(percent(static_cast<double>(measures.exact) /
                                                      static_cast<double>(measures.images)));
  json["seconds"] = evaluation.seconds;
  json["classes"] = Json::array();
  for (const MultiLabelClass& of_class : measures.classes) {
    json["classes"].push_back(class_json(of_class));
  }
  json["failures"] = failures_json(evaluation.failures);
  return report_text(json);
}

}  // namespace resnext
