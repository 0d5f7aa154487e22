// SPDX-License-Identifier: Apache-2.0
#include "models/head.h"
#include "models/hub_architecture.h"
#include "models/hub_config.h"
#include "models/network.h"
#include "models/quantization_json.h"

namespace resnext {
bool has_hub_form(const ModelConfig& config) { return hub_architecture(config).has_value(); }

std::string hub_config_text(const ModelConfig& config, const std::string& tag,
                            const std::string& finetuned_from) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  const std::optional<HubArchitecture> architecture = hub_architecture(config);
  if (!architecture) {
    throw ConfigError(config.id + ": timm's config.json has no words for this architecture");
  }
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  json["architecture"] = architecture->name;
  json["num_classes"] = config.architecture.num_classes;
  json["num_features"] = network.nodes.back().in_channels;
  json["global_pool"] = "avg";
  json["label_names"] = config.label_names;
  if (!architecture->args.is_null()) {
    json["model_args"] = architecture->args;
  }
  if (config.head_base) {
    json[kHeadBaseKey] = {{"model", config.head_base->model}, {"sha256", config.head_base->sha256}};
  }
  json[kFinetunedFromKey] = finetuned_from;
  if (config.quantization) {
    json[kQuantizationKey] = to_json(*config.quantization);
  }
  if (config.multi_label) {
    json[kMultiLabelKey] = {{"thresholds", config.multi_label->thresholds}};
  }
  const Preprocessing& preprocessing = config.preprocessing;
  const bool bicubic = preprocessing.interpolation == Interpolation::kBicubic;
  json["pretrained_cfg"] = {{"tag", tag},
                            {"custom_load", false},
                            {"input_size", {3, preprocessing.input_size, preprocessing.input_size}},
                            {"interpolation", bicubic ? "bicubic" : "bilinear"},
                            {"crop_pct", preprocessing.crop_pct},
                            {"crop_mode", "center"},
                            {"mean", preprocessing.mean},
                            {"std", preprocessing.std},
                            {"num_classes", config.architecture.num_classes},
                            {"first_conv", network.nodes.front().name},
                            {"classifier", head_name(network)},
                            {"license", config.card.license.id}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace resnext
