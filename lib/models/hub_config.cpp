// SPDX-License-Identifier: Apache-2.0
#include "models/hub_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/family.h"
#include "models/json_fields.h"
#include "models/preprocessing_json.h"
#include "models/quantization_json.h"
#include "models/registry.h"

namespace resnext {
namespace {

/// Returns the built-in model whose architecture a hub config names. Throws ConfigError.
ModelConfig base_of(const std::string& architecture, const std::string& where) {
  if (std::optional<ModelConfig> found = find_builtin_network(architecture)) {
    return *std::move(found);
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

/// Returns N of the list [3, N, N], or `fallback` if the key is missing.
int hub_input_size(const JsonFields& fields, const char* key, int fallback) {
  if (!fields.has(key)) {
    return fallback;
  }
  const std::vector<int> size = fields.integers(key, 1, 4096);
  if (size.size() != 3 || size[0] != 3 || size[1] != size[2] || size[1] < 32) {
    throw ConfigError(fmt::format("{}: \"{}\" must be [3, N, N] with N from 32 to 4096, found {}",
                                  fields.where(), key, fields.json().at(key).dump()));
  }
  return size[1];
}

double hub_crop_pct(const JsonFields& fields, const char* key, double fallback) {
  return fields.has(key) ? fields.number(key, 0.01, 1) : fallback;
}

/// Returns the preprocessing of training.
Preprocessing hub_preprocessing(const JsonFields& fields, Preprocessing preprocessing) {
  preprocessing.input_size = hub_input_size(fields, "input_size", preprocessing.input_size);
  preprocessing.crop_pct = hub_crop_pct(fields, "crop_pct", preprocessing.crop_pct);
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

/// Reads the preprocessing, at the size that timm's validate.py takes: test_input_size and
/// test_crop_pct, where the file has them.
void read_hub_preprocessing(const JsonFields& fields, ModelConfig& config) {
  const Preprocessing trained = hub_preprocessing(fields, timm_defaults());
  config.preprocessing = trained;
  config.preprocessing.input_size = hub_input_size(fields, "test_input_size", trained.input_size);
  config.preprocessing.crop_pct = hub_crop_pct(fields, "test_crop_pct", trained.crop_pct);
  if (config.preprocessing != trained) {
    config.training_size = InputSize{trained.input_size, trained.crop_pct};
  }
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

/// Returns the label list that timm means by a number of classes; empty if it means none.
std::string hub_label_list(int num_classes) {
  return num_classes == 1000 ? "imagenet1k" : num_classes == 11821 ? "imagenet12k" : "";
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

MultiLabel parse_multi_label(const JsonFields& fields, int num_classes) {
  MultiLabel multi_label = {fields.required<std::vector<double>>("thresholds")};
  if (multi_label.thresholds.size() != static_cast<std::size_t>(num_classes)) {
    throw ConfigError(fmt::format("{}: \"thresholds\" has {} numbers for {} classes",
                                  fields.where(), multi_label.thresholds.size(), num_classes));
  }
  for (const double threshold : multi_label.thresholds) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw ConfigError(fmt::format("{}: \"thresholds\" has {}; expected numbers from 0 to 1",
                                    fields.where(), threshold));
    }
  }
  return multi_label;
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
  read_hub_preprocessing(pretrained, config);
  if (fields.has(kHeadBaseKey)) {
    const JsonFields head = fields.object(kHeadBaseKey);
    config.head_base = {head.required<std::string>("model"), head.required<std::string>("sha256")};
  }
  if (fields.has(kFinetunedFromKey) && json.at(kFinetunedFromKey).is_string()) {
    config.finetuned_from = json.at(kFinetunedFromKey).get<std::string>();
  }
  if (fields.has(kQuantizationKey)) {
    config.quantization = parse_quantization(fields.object(kQuantizationKey));
  }
  config.card.license.id = pretrained.optional<std::string>("license", "");

  config.architecture.num_classes =
      hub_num_classes(fields, pretrained, config.architecture.num_classes);
  read_hub_labels(fields, pretrained, config);
  if (fields.has(kMultiLabelKey)) {
    config.multi_label =
        parse_multi_label(fields.object(kMultiLabelKey), config.architecture.num_classes);
  }
  if (config.label_names.empty()) {
    config.labels = hub_label_list(config.architecture.num_classes);
  }
  return config;
}

}  // namespace resnext
