// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/text/encoding.h"
#include "output/records/json_result.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

Json preprocessing_json(const RunManifest& manifest) {
  const Preprocessing& preprocessing = manifest.preprocessing;
  const DecodeOptions& decode = manifest.options.decode;
  return {{"input_size", preprocessing.input_size},
          {"crop_pct", preprocessing.crop_pct},
          {"interpolation",
           preprocessing.interpolation == Interpolation::kBicubic ? "bicubic" : "bilinear"},
          {"mean", preprocessing.mean},
          {"std", preprocessing.std},
          {"exif", decode.exif == ExifMode::kApply ? "apply" : "ignore"},
          {"max_pixels", decode.max_pixels}};
}

Json predictions_json(const PredictionOptions& options, Augmentation augmentation) {
  Json json = Json::object();
  if (augmentation != Augmentation::kNone) {
    json["tta"] = to_string(augmentation);
  }
  json["scores"] = options.score_kind == ScoreKind::kLogit ? "logits" : "probabilities";
  json["top_k"] = options.top_k;
  if (options.threshold) {
    json["threshold"] = *options.threshold;
  }
  if (!options.classes.empty()) {
    json["classes"] = options.classes;
    json["renormalize"] = options.renormalize;
  }
  return json;
}

}  // namespace

std::string to_json(const RunManifest& manifest, bool pretty) {
  Json json = Json::object();
  json["model"] = manifest.model;
  if (!manifest.options.run.empty()) {
    json["run"] = manifest.options.run;
  }
  Json& architecture = json["architecture"];
  architecture["name"] = manifest.architecture_name;
  for (const ArchitectureField& field : fields_of(manifest.architecture)) {
    std::visit([&](const auto& value) { architecture[field.key] = value; }, field.value);
  }
  architecture["num_classes"] = manifest.architecture.num_classes;
  json["weights"] = {{"path", valid_utf8(manifest.weights_path)},
                     {"format", manifest.weights_format},
                     {"bytes", manifest.weights_bytes},
                     {"sha256", manifest.weights_sha256}};
  if (!manifest.head_path.empty()) {
    json["weights"]["model"] = valid_utf8(manifest.base);
    json["head"] = {{"path", valid_utf8(manifest.head_path)},
                    {"bytes", manifest.head_bytes},
                    {"sha256", manifest.head_sha256}};
  }
  json["preprocessing"] = preprocessing_json(manifest);
  json["predictions"] =
      predictions_json(manifest.options.predictions, manifest.options.augmentation);
  if (const std::optional<TileGrid>& tiles = manifest.options.tiles) {
    json["tiles"] = {
        {"columns", tiles->columns}, {"rows", tiles->rows}, {"overlap", tiles->overlap}};
  }
  json["precision"] = manifest.precision;
  json["kernels"] = manifest.kernels;
  json["threads"] = manifest.threads;
  json["batch_size"] = manifest.options.batch_size;
  json["instruction_set"] = manifest.instruction_set;
  json["versions"] = {{"resnext-classify", manifest.program_version},
                      {"onednn", manifest.onednn_version},
                      {"opencv", manifest.opencv_version},
                      {"libjpeg-turbo", manifest.libjpeg_version}};
  return Json{{"manifest", json}}.dump(pretty ? 2 : -1);
}

}  // namespace resnext
