// SPDX-License-Identifier: Apache-2.0
#include "models/hub_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/family.h"
#include "models/json_fields.h"
#include "models/preprocessing_json.h"
#include "models/registry.h"

namespace resnext {
namespace {

/// Returns the built-in model whose architecture a hub config names. Throws ConfigError.
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
  throw ConfigError(
      fmt::format("{}: architecture \"{}\" is not one that runs here. `resnext-classify models` "
                  "lists them; another depth, cardinality or base width can be given in "
                  "\"model_args\"",
                  where, architecture));
}

/// Returns timm's defaults (its PretrainedCfg): bicubic, unlike this project's.
Preprocessing timm_defaults() {
  Preprocessing defaults;
  defaults.interpolation = Interpolation::kBicubic;
  return defaults;
}

Preprocessing hub_preprocessing(const JsonFields& fields, Preprocessing preprocessing) {
  if (fields.has("input_size")) {
    const std::vector<int> size = fields.integers("input_size", 1, 4096);
    if (size.size() != 3 || size[0] != 3 || size[1] != size[2] || size[1] < 32) {
      throw ConfigError(
          fmt::format("{}: \"input_size\" must be [3, N, N] with N from 32 to 4096, found {}",
                      fields.where(), fields.json().at("input_size").dump()));
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
    throw ConfigError(fmt::format("{}: crop_mode \"{}\" is not supported; expected center",
                                  fields.where(), crop_mode));
  }
  if (fields.has("mean")) {
    preprocessing.mean = parse_channels(fields, "mean", false);
  }
  if (fields.has("std")) {
    preprocessing.std = parse_channels(fields, "std", true);
  }
  return preprocessing;
}

/// Reads `label_names` or the older `labels`: a list, or an object keyed by class index.
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
    const auto entry = by_index.find(fmt::format("{}", index));
    if (entry == by_index.end()) {
      throw ConfigError(fmt::format("{}: \"{}\" has {} entries but none for class {}",
                                    fields.where(), key, by_index.size(), index));
    }
    ordered.push_back(entry->second);
  }
  return ordered;
}

int hub_num_classes(const JsonFields& fields, const JsonFields& pretrained, int fallback) {
  for (const JsonFields* place : {&fields, &pretrained}) {
    if (place->has("num_classes")) {
      return place->integer("num_classes", 1, 1'000'000);
    }
  }
  return fallback;
}

/// Takes the first list of names that is not empty, and their descriptions.
void read_hub_labels(const JsonFields& fields, const JsonFields& pretrained, ModelConfig& config) {
  for (const auto& [place, key] :
       {std::pair{&fields, "label_names"}, std::pair{&pretrained, "label_names"},
        std::pair{&fields, "labels"}}) {
    if (config.label_names.empty()) {
      config.label_names = hub_label_names(*place, key);
    }
  }
  if (fields.has("label_descriptions") && fields.json().at("label_descriptions").is_object()) {
    config.label_descriptions =
        fields.required<std::map<std::string, std::string>>("label_descriptions");
  }
}

}  // namespace

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
    throw ConfigError(
        fmt::format("{}: global_pool \"{}\" is not supported; expected avg", where, pool));
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

  config.architecture.num_classes =
      hub_num_classes(fields, pretrained, config.architecture.num_classes);
  read_hub_labels(fields, pretrained, config);
  if (config.label_names.empty() && config.architecture.num_classes == 1000) {
    config.labels = "imagenet1k";
  }
  return config;
}

}  // namespace resnext
