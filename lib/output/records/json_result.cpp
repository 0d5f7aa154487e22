// SPDX-License-Identifier: Apache-2.0
#include "output/records/json_result.h"

#include <cstdlib>

#include "base/text/encoding.h"
#include "output/records/result_head.h"

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

Json predictions_json(const std::vector<Prediction>& predictions, ScoreKind kind,
                      const Fields& fields) {
  Json json = Json::array();
  for (const Prediction& prediction : predictions) {
    json.push_back(prediction_json(prediction, kind, fields));
  }
  return json;
}

bool has_prediction_fields(const Fields& fields) {
  return fields.has("index") || fields.has("imagenet_index") || fields.has("wnid") ||
         fields.has("label") || fields.has("score");
}

}  // namespace

std::string to_json(const ImageResult& result, bool pretty, const Fields& fields) {
  Json json = result_head(result, fields);
  if (!result.failure && has_prediction_fields(fields)) {
    json["predictions"] = predictions_json(result.predictions, result.score_kind, fields);
    for (const TileResult& tile : result.tiles) {
      const Rect& box = tile.box;
      json["tiles"].push_back(
          {{"box", {box.left, box.top, box.width, box.height}},
           {"predictions", predictions_json(tile.predictions, result.score_kind, fields)}});
    }
  }
  return json.dump(pretty ? 2 : -1);
}

}  // namespace resnext
