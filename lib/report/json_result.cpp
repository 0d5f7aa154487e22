#include "report/json_result.h"

#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

/// The f64 whose shortest decimal form is that of the f32.
double shortest(double score) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<float>(score)).ptr;
  double value = 0;
  std::from_chars(digits, end, value);
  return value;
}

/// The text with U+FFFD for what is not UTF-8.
std::string valid_utf8(const std::string& text) {
  const std::string quoted =
      Json(text).dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
  return Json::parse(quoted).get<std::string>();
}

std::string hexadecimal(const std::string& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += {kDigits[value >> 4], kDigits[value & 15]};
  }
  return text;
}

Json prediction_json(const Prediction& prediction, ScoreKind kind) {
  Json json;
  json["index"] = prediction.index;
  if (prediction.imagenet_index) {
    json["imagenet_index"] = *prediction.imagenet_index;
  }
  if (!prediction.wnid.empty()) {
    json["wnid"] = prediction.wnid;
  }
  json["label"] = prediction.label;
  json[kind == ScoreKind::kLogit ? "logit" : "probability"] = shortest(prediction.score);
  return json;
}

}  // namespace

std::string to_json(const ImageResult& result, bool pretty) {
  Json json;
  json["path"] = valid_utf8(result.path);
  if (json["path"] != result.path) {
    json["path_bytes"] = hexadecimal(result.path);
  }
  json["model"] = result.model;
  if (!result.run.empty()) {
    json["run"] = result.run;
  }
  if (result.exif_orientation_applied) {
    json["exif_orientation_applied"] = *result.exif_orientation_applied;
  }
  if (result.failure) {
    json["error"] = {{"code", result.failure->code},
                     {"message", valid_utf8(result.failure->message)}};
  } else {
    json["predictions"] = Json::array();
    for (const Prediction& prediction : result.predictions) {
      json["predictions"].push_back(prediction_json(prediction, result.score_kind));
    }
  }
  return json.dump(pretty ? 2 : -1);
}

}  // namespace resnext
