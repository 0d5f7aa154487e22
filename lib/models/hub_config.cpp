#include "models/hub_config.h"

#include <algorithm>

#include "models/family.h"
#include "models/head.h"
#include "models/json_fields.h"
#include "models/preprocessing_json.h"
#include "models/registry.h"

namespace resnext {
namespace {

/// This project's own addition to the format, see HeadBase.
constexpr const char* kHeadBaseKey = "head_of";

/// The built-in model whose architecture a hub config means; its weights and card stay behind.
ModelConfig base_of(const std::string& architecture, const std::string& where) {
  const auto named = find_builtin_model(architecture);
  if (named) {
    return *named;
  }
  for (const ModelConfig& model : builtin_models()) {
    if (model.architecture_name == architecture) {
      return model;
    }
  }
  throw ConfigError(where + ": architecture \"" + architecture +
                    "\" is not one that runs here. `resnext-classify models` lists them; another "
                    "depth, cardinality or base width can be given in \"model_args\"");
}

/// What timm assumes where a config says nothing (its PretrainedCfg): bicubic, unlike our own.
Preprocessing timm_defaults() {
  Preprocessing defaults;
  defaults.interpolation = Interpolation::kBicubic;
  return defaults;
}

Preprocessing hub_preprocessing(const JsonFields& fields, Preprocessing preprocessing) {
  if (fields.has("input_size")) {
    const std::vector<int> size = fields.integers("input_size", 1, 4096);
    if (size.size() != 3 || size[0] != 3 || size[1] != size[2] || size[1] < 32) {
      throw ConfigError(fields.where() +
                        ": \"input_size\" must be [3, N, N] with N from 32 to 4096, found " +
                        fields.json().at("input_size").dump());
    }
    preprocessing.input_size = size[1];
  }
  if (fields.has("crop_pct")) {
    preprocessing.crop_pct = fields.number("crop_pct", 0.01, 1);
  }
  if (fields.has("interpolation")) {
    preprocessing.interpolation =
        parse_interpolation(fields.required<std::string>("interpolation"), fields.where());
  }
  const auto crop_mode = fields.optional<std::string>("crop_mode", "center");
  if (crop_mode != "center") {
    throw ConfigError(fields.where() + ": crop_mode \"" + crop_mode +
                      "\" is not supported; expected center");
  }
  if (fields.has("mean")) {
    preprocessing.mean = parse_channels(fields, "mean", false);
  }
  if (fields.has("std")) {
    preprocessing.std = parse_channels(fields, "std", true);
  }
  return preprocessing;
}

/// `label_names` or the older `labels`: a list, or an object whose keys are the class indices.
std::vector<std::string> hub_label_names(const JsonFields& fields, const char* key) {
  if (!fields.has(key)) {
    return {};
  }
  const nlohmann::json& names = fields.json().at(key);
  if (names.is_array()) {
    return fields.required<std::vector<std::string>>(key);
  }
  const auto by_index = fields.required<std::map<std::string, std::string>>(key);
  std::vector<std::string> ordered;
  for (std::size_t index = 0; index < by_index.size(); ++index) {
    const auto entry = by_index.find(std::to_string(index));
    if (entry == by_index.end()) {
      throw ConfigError(fields.where() + ": \"" + key + "\" has " +
                        std::to_string(by_index.size()) + " entries but none for class " +
                        std::to_string(index));
    }
    ordered.push_back(entry->second);
  }
  return ordered;
}

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

/// A name alone, if timm builds just this network under it; else a near one, and its arguments.
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

bool is_hub_config(std::string_view text, const std::string& where) {
  const nlohmann::json json = parse_json_object(text, where);
  return json.contains("architecture") && !json.contains("layers") && !json.contains("family");
}

ModelConfig parse_hub_config(std::string_view text, const std::string& where) {
  const nlohmann::json json = parse_json_object(text, where);
  const JsonFields fields(json, where);
  const auto architecture = fields.required<std::string>("architecture");
  const ModelConfig base = base_of(architecture, where);

  ModelConfig config;
  config.architecture_name = base.architecture_name;
  config.architecture = base.architecture;
  if (fields.has("model_args")) {
    const FamilyArchitecture& body = *base.architecture.body;
    config.architecture.body = body.family().with_model_args(body, fields.object("model_args"));
  }
  const auto pool = fields.optional<std::string>("global_pool", "avg");
  if (pool != "avg") {
    throw ConfigError(where + ": global_pool \"" + pool + "\" is not supported; expected avg");
  }
  const JsonFields pretrained =
      fields.has("pretrained_cfg") ? fields.object("pretrained_cfg") : fields;
  const auto tag = pretrained.optional<std::string>("tag", "");
  config.id = tag.empty() ? architecture : architecture + "." + tag;
  config.preprocessing = hub_preprocessing(pretrained, timm_defaults());
  if (fields.has(kHeadBaseKey)) {
    const JsonFields head = fields.object(kHeadBaseKey);
    config.head_base = {head.required<std::string>("model"), head.required<std::string>("sha256")};
  }
  config.card.license.id = pretrained.optional<std::string>("license", "");

  if (fields.has("num_classes")) {
    config.architecture.num_classes = fields.integer("num_classes", 1, 1'000'000);
  } else if (pretrained.has("num_classes")) {
    config.architecture.num_classes = pretrained.integer("num_classes", 1, 1'000'000);
  }
  for (const auto& [place, key] :
       {std::pair{&fields, "label_names"}, std::pair{&pretrained, "label_names"},
        std::pair{&fields, "labels"}}) {
    if (config.label_names.empty()) {
      config.label_names = hub_label_names(*place, key);
    }
  }
  if (fields.has("label_descriptions") && json.at("label_descriptions").is_object()) {
    config.label_descriptions =
        fields.required<std::map<std::string, std::string>>("label_descriptions");
  }
  if (config.label_names.empty() && config.architecture.num_classes == 1000) {
    config.labels = "imagenet1k";
  }
  return config;
}

}  // namespace resnext
