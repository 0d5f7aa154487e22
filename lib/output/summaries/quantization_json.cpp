// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "output/summaries/quantization_report.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json layer_json(const QuantizedLayer& layer) {
  return {{"name", layer.name},       {"precision", layer.is_int8 ? "int8" : "f32"},
          {"share", layer.share},     {"weight_error", layer.weight_error},
          {"largest", layer.largest}, {"range", layer.range},
          {"weights", layer.weights}};
}

Json cost_json(const QuantizationCost& cost) {
  return {{"ms", 1e3 * cost.seconds}, {"packed_bytes", cost.bytes}};
}

Json held_out_json(const QuantizationReport& report) {
  if (report.held_out_images == 0) {
    return {};
  }
  return {{"images", report.held_out_images},
          {"logit_error", report.logit_error},
          {"same_top1", report.same_top1},
          {"same_top5", report.same_top5},
          {"probability_difference", report.probability}};
}

}  // namespace

std::string quantization_to_json(const QuantizationReport& report) {
  Json json = Json::object();
  json["model"] = report.model;
  json["precision"] = "int8";
  json["calibration"] = {{"images", report.calibration_images},
                         {"logit_error", report.calibration_error},
                         {"max_loss", report.max_loss},
                         {"max_loss_met", meets_max_loss(report)}};
  json["held_out"] = held_out_json(report);
  json["left_out"] = Json::array();
  for (const UnusedImage& image : report.unused) {
    json["left_out"].push_back(
        {{"path", image.path}, {"error", image.failure.code}, {"message", image.failure.message}});
  }
  json["threads"] = report.threads;
  json["f32"] = cost_json(report.f32);
  json["int8"] = cost_json(report.int8);
  json["layers"] = Json::array();
  for (const QuantizedLayer& layer : report.layers) {
    json["layers"].push_back(layer_json(layer));
  }
  return json.dump(2, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

}  // namespace resnext
