// SPDX-License-Identifier: Apache-2.0
#include "server/record.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text/encoding.h"
#include "output/pages/activation_files.h"
#include "output/records/json_result.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

/// Adds a member to the end of a JSON object that has members.
void add_member(std::string& object, const char* name, const std::string& value) {
  object.back() = ',';
  object += fmt::format("\"{}\":{}}}", name, value);
}

std::string cam_json(const ImageResult& result) {
  const Activation& activation = *result.activation;
  Json json;
  json["index"] = activation.class_index;
  json["label"] = activation.label;
  json["png"] = base64(activation_png(result));
  return json.dump();
}

std::string features_json(const std::vector<float>& features) {
  std::string json = "[";
  for (const float value : features) {
    json += (json.size() == 1 ? "" : ",") + shortest_f32(static_cast<double>(value));
  }
  return json + "]";
}

const char* error_code(int status) {
  switch (status) {
    case 400:
      return "bad_request";
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 413:
      return "too_large";
    case 429:
      return "queue_full";
    case 431:
      return "head_too_large";
    case 503:
      return "busy";
    default:
      return "internal";
  }
}

}  // namespace

RecordForm record_form(const std::string& accept) {
  return accept.find("application/x-ndjson") == std::string::npos ? RecordForm::kJson
                                                                  : RecordForm::kLines;
}

std::string record_of(const ImageResult& result) {
  std::string record = to_json(result, false);
  if (result.activation) {
    add_member(record, "cam", cam_json(result));
  }
  if (!result.features.empty()) {
    add_member(record, "features", features_json(result.features));
  }
  return record;
}

ServerResponse response_of(const std::vector<std::string>& records, bool only_failed,
                           RecordForm form) {
  ServerResponse response;
  const bool array = form == RecordForm::kJson && records.size() != 1;
  for (const std::string& record : records) {
    response.body += array ? (response.body.empty() ? "[\n" : ",\n") : "";
    response.body += record + (array ? "" : "\n");
  }
  response.body += array ? "\n]\n" : "";
  response.content_type = form == RecordForm::kLines ? "application/x-ndjson" : "application/json";
  response.status = only_failed ? 422 : 200;
  return response;
}

ServerResponse error_response(int status, const std::string& message) {
  Json json;
  json["error"] = {{"code", error_code(status)}, {"message", valid_utf8(message)}};
  return {.status = status, .body = json.dump() + "\n"};
}

}  // namespace resnext
