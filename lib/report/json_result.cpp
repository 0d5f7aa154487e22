#include "report/json_result.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "report/text.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json prediction_json(const Prediction& prediction, ScoreKind kind, const Fields& fields) {
  Json json = Json::object();
  if (fields.has("index")) {
    json["index"] = prediction.index;
  }
  if (prediction.imagenet_index && fields.has("imagenet_index")) {
    json["imagenet_index"] = *prediction.imagenet_index;
  }
  if (!prediction.wnid.empty() && fields.has("wnid")) {
    json["wnid"] = prediction.wnid;
  }
  if (fields.has("label")) {
    json["label"] = prediction.label;
  }
  if (fields.has("score")) {
    json[kind == ScoreKind::kLogit ? "logit" : "probability"] =
        std::strtod(shortest_f32(prediction.score).c_str(), nullptr);
  }
  return json;
}

bool has_prediction_fields(const Fields& fields) {
  return fields.has("index") || fields.has("imagenet_index") || fields.has("wnid") ||
         fields.has("label") || fields.has("score");
}

}  // namespace

std::string to_json(const ImageResult& result, bool pretty, const Fields& fields) {
  Json json = Json::object();
  if (fields.has("path")) {
    json["path"] = valid_utf8(result.path);
  }
  if ((fields.has("path") || fields.has("path_bytes")) && valid_utf8(result.path) != result.path) {
    json["path_bytes"] = hexadecimal(result.path);
  }
  if (fields.has("model")) {
    json["model"] = result.model;
  }
  if (!result.run.empty() && fields.has("run")) {
    json["run"] = result.run;
  }
  if (result.exif_orientation_applied && fields.has("exif_orientation_applied")) {
    json["exif_orientation_applied"] = *result.exif_orientation_applied;
  }
  if (result.failure) {
    json["error"] = {{"code", result.failure->code},
                     {"message", valid_utf8(result.failure->message)}};
  } else if (has_prediction_fields(fields)) {
    json["predictions"] = Json::array();
    for (const Prediction& prediction : result.predictions) {
      json["predictions"].push_back(prediction_json(prediction, result.score_kind, fields));
    }
  }
  return json.dump(pretty ? 2 : -1);
}

}  // namespace resnext
