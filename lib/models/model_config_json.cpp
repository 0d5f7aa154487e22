// SPDX-License-Identifier: Apache-2.0
#include "models/model_config_json.h"

#include "models/family.h"
#include "models/json_fields.h"
#include "models/preprocessing_json.h"

namespace resnext {
namespace {

constexpr int kMaxClasses = 1'000'000;

PublishedWeights parse_weights(const JsonFields& fields) {
  fields.allow_only({"file", "url", "sha256_prefix", "sha256", "hub_repo", "bundled", "bytes"});
  PublishedWeights weights;
  weights.file = fields.optional<std::string>("file", "");
  weights.url = fields.optional<std::string>("url", "");
  weights.sha256_prefix = fields.optional<std::string>("sha256_prefix", "");
  weights.sha256 = fields.optional<std::string>("sha256", "");
  weights.hub_repo = fields.optional<std::string>("hub_repo", "");
  weights.bundled = fields.optional<std::string>("bundled", "");
  weights.bytes = fields.maybe_count("bytes");
  return weights;
}

Training parse_training(const JsonFields& fields) {
  fields.allow_only(
      {"data", "techniques", "epochs", "batch_size", "momentum", "weight_decay", "resources"});
  Training training;
  training.data = fields.optional<std::vector<std::string>>("data", {});
  training.techniques = fields.optional<std::vector<std::string>>("techniques", {});
  training.epochs = fields.maybe_count("epochs");
  training.batch_size = fields.maybe_count("batch_size");
  training.momentum = fields.maybe<double>("momentum");
  training.weight_decay = fields.maybe<double>("weight_decay");
  training.resources = fields.optional<std::string>("resources", "");
  return training;
}

Accuracy parse_accuracy(const JsonFields& fields) {
  fields.allow_only({"dataset", "top1", "top5", "source"});
  Accuracy accuracy;
  accuracy.dataset = fields.required<std::string>("dataset");
  accuracy.top1 = fields.number("top1", 0, 100);
  accuracy.top5 = fields.maybe<double>("top5");
  accuracy.source = fields.optional<std::string>("source", "");
  return accuracy;
}

ModelCard parse_card(const JsonFields& fields) {
  fields.allow_only({"source", "paper", "license", "flops", "training", "accuracy"});
  ModelCard card;
  card.source = fields.optional<std::string>("source", "");
  if (fields.has("paper")) {
    const JsonFields paper = fields.object("paper");
    paper.allow_only({"title", "url"});
    card.paper_title = paper.required<std::string>("title");
    card.paper_url = paper.optional<std::string>("url", "");
  }
  if (fields.has("license")) {
    const JsonFields license = fields.object("license");
    license.allow_only({"id", "url", "note"});
    card.license.id = license.required<std::string>("id");
    card.license.url = license.optional<std::string>("url", "");
    card.license.note = license.optional<std::string>("note", "");
  }
  card.flops = fields.maybe_count("flops");
  if (fields.has("training")) {
    card.training = parse_training(fields.object("training"));
  }
  for (const nlohmann::json& entry : fields.optional<std::vector<nlohmann::json>>("accuracy", {})) {
    card.accuracy.push_back(parse_accuracy(JsonFields(entry, fields.where() + ": accuracy")));
  }
  return card;
}

/// Throws ConfigError for a key that belongs neither to every model nor to `family`.
void allow_config_keys(const JsonFields& fields, const Family& family) {
  std::vector<const char*> keys = {
      "id",     "family",      "architecture",       "aliases",       "description", "num_classes",
      "labels", "label_names", "label_descriptions", "preprocessing", "weights",     "card"};
  keys.insert(keys.end(), family.config_keys.begin(), family.config_keys.end());
  fields.allow_only(keys);
}

}  // namespace

ModelConfig parse_model_config(std::string_view text, const std::string& where) {
  const nlohmann::json json = parse_json_object(text, where);
  const JsonFields fields(json, where);
  const auto family_name =
      fields.optional<std::string>("family", std::string(families().front()->name));
  const Family& family = find_family(family_name, where);
  allow_config_keys(fields, family);
  ModelConfig config;
  config.id = fields.required<std::string>("id");
  if (config.id.empty()) {
    throw ConfigError(where + ": \"id\" is empty");
  }
  config.architecture_name = fields.optional<std::string>("architecture", config.id);
  config.aliases = fields.optional<std::vector<std::string>>("aliases", {});
  config.description = fields.optional<std::string>("description", "");
  config.architecture = {family.parse(fields), fields.integer("num_classes", 1, kMaxClasses)};
  const JsonFields preprocessing = fields.object("preprocessing");
  config.preprocessing = parse_preprocessing(preprocessing);
  config.training_size = parse_training_size(preprocessing, config.preprocessing);
  config.labels = fields.optional<std::string>("labels", "");
  config.label_names = fields.optional<std::vector<std::string>>("label_names", {});
  config.label_descriptions =
      fields.optional<std::map<std::string, std::string>>("label_descriptions", {});
  if (fields.has("weights")) {
    config.weights = parse_weights(fields.object("weights"));
  }
  if (fields.has("card")) {
    config.card = parse_card(fields.object("card"));
  }
  return config;
}

}  // namespace resnext
