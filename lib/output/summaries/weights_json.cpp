// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "output/summaries/weights_report.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json entry_json(const WeightsEntry& entry) {
  Json json = Json::object();
  json["id"] = entry.id;
  json["path"] = entry.found ? Json(entry.found->path.string()) : Json();
  json["origin"] = entry.found ? Json(entry.found->origin) : Json();
  json["format"] = or_null(entry.format);
  json["bytes"] = entry.found ? Json(entry.bytes) : Json();
  json["verified"] = !entry.sha256.empty();
  json["sha256"] = or_null(entry.sha256);
  json["problem"] = or_null(entry.problem);
  json["partial_bytes"] = or_null(entry.partial_bytes);
  json["published_bytes"] = or_null(entry.published_bytes);
  return json;
}

Json fit_json(const WeightsVerification& verification) {
  if (verification.model.empty()) {
    Json fitting = Json::array();
    for (const FittingModel& model : verification.fitting) {
      fitting.push_back({{"id", model.id}, {"num_classes", model.num_classes}});
    }
    return {{"model", nullptr}, {"fitting", fitting}};
  }
  return {{"model", verification.model},
          {"missing", verification.mismatch.missing},
          {"misshapen", verification.mismatch.misshapen},
          {"extra", verification.mismatch.extra}};
}

}  // namespace

std::string cache_to_json(const std::vector<CachePart>& parts) {
  Json json = Json::array();
  for (const CachePart& part : parts) {
    json.push_back({{"name", part.name},
                    {"path", part.path.string()},
                    {"files", part.files},
                    {"bytes", part.bytes}});
  }
  return dumped(json);
}

std::string weights_to_json(const std::vector<WeightsEntry>& entries) {
  Json json = Json::array();
  for (const WeightsEntry& entry : entries) {
    json.push_back(entry_json(entry));
  }
  return dumped(json);
}

std::string verification_to_json(const WeightsVerification& verification) {
  Json json = Json::object();
  json["path"] = verification.path.string();
  json["ok"] = verification.problems.empty();
  json["problems"] = verification.problems;
  json["format"] = verification.format;
  json["bytes"] = verification.bytes;
  json["expected_bytes"] = or_null(verification.expected_bytes);
  json["sha256"] = verification.sha256;
  json["expected_sha256"] = or_null(verification.expected_sha256);
  json["promised_by"] = or_null(verification.promised_by);
  json["tensors"] = verification.tensors;
  json["values"] = verification.values;
  json["dtypes"] = verification.dtypes;
  json["fit"] = fit_json(verification);
  if (verification.base) {
    json["base"] = {{"model", verification.base->model},
                    {"sha256", verification.base->sha256},
                    {"path", or_null(verification.base_path.string())}};
  }
  json["nan"] = verification.nan;
  json["infinite"] = verification.infinite;
  json["negative_variances"] = verification.negative_variances;
  json["defects"] = Json::array();
  for (const TensorDefect& defect : verification.defects) {
    json["defects"].push_back({{"name", defect.name},
                               {"nan", defect.nan},
                               {"infinite", defect.infinite},
                               {"negative", defect.negative}});
  }
  return dumped(json);
}

}  // namespace resnext
