// SPDX-License-Identifier: Apache-2.0
#include "models/family.h"
#include "models/head.h"
#include "models/hub_config.h"
#include "models/network.h"
#include "models/registry.h"

namespace resnext {
namespace {

/// Returns true if timm builds a network under the model's name. The model that comes with the
/// program is this project's own.
bool is_known_to_timm(const ModelConfig& model) {
  return model.weights.bundled.empty() &&
         model.architecture.body->family().is_known_to_timm(model.architecture_name);
}

struct HubArchitecture {
  std::string name;  ///< as timm knows it
  bool needs_arguments = false;
};

/// Returns a name alone if timm builds exactly this network under it; otherwise a similar name, to
/// be used with arguments.
HubArchitecture hub_architecture(const ModelConfig& config) {
  bool is_timms = false;
  for (const ModelConfig& model : builtin_models()) {
    if (model.architecture_name != config.architecture_name || !is_known_to_timm(model)) {
      continue;
    }
    is_timms = true;
    Architecture same = model.architecture;
    same.num_classes = config.architecture.num_classes;
    if (same == config.architecture) {
      return {config.architecture_name, false};
    }
  }
  const std::string_view generic = config.architecture.body->family().timm_generic;
  return {is_timms ? config.architecture_name : std::string(generic), true};
}

nlohmann::ordered_json model_args(const Architecture& architecture) {
  nlohmann::ordered_json args;
  for (const ArchitectureField& field : fields_of(architecture)) {
    std::visit([&](const auto& value) { args[field.key] = value; }, field.value);
  }
  return args;
}

}  // namespace

std::string hub_config_text(const ModelConfig& config, const std::string& tag,
                            const std::string& finetuned_from) {
  nlohmann::ordered_json json;
  const HubArchitecture architecture = hub_architecture(config);
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  json["architecture"] = architecture.name;
  json["num_classes"] = config.architecture.num_classes;
  json["num_features"] = network.nodes.back().in_channels;
  json["global_pool"] = "avg";
  json["label_names"] = config.label_names;
  if (architecture.needs_arguments) {
    json["model_args"] = model_args(config.architecture);
  }
  if (config.head_base) {
    json[kHeadBaseKey] = {{"model", config.head_base->model}, {"sha256", config.head_base->sha256}};
  }
  json["finetuned_from"] = finetuned_from;
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
