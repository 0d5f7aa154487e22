// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "output/summaries/model_report.h"

namespace resnext {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
void set_if(Json& json, const char* key, const std::optional<T>& value) {
  if (value) {
    json[key] = *value;
  }
}

void set_if(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) {
    json[key] = value;
  }
}

Json training_json(const Training& training) {
  Json json = Json::object();
  json["data"] = training.data;
  json["techniques"] = training.techniques;
  set_if(json, "epochs", training.epochs);
  set_if(json, "batch_size", training.batch_size);
  set_if(json, "momentum", training.momentum);
  set_if(json, "weight_decay", training.weight_decay);
  set_if(json, "resources", training.resources);
  return json;
}

Json card_json(const ModelCard& card) {
  Json json = Json::object();
  set_if(json, "source", card.source);
  if (!card.paper_title.empty()) {
    json["paper"] = {{"title", card.paper_title}, {"url", card.paper_url}};
  }
  if (!card.license.id.empty()) {
    json["license"] = {{"id", card.license.id}};
    set_if(json["license"], "url", card.license.url);
    set_if(json["license"], "note", card.license.note);
  }
  set_if(json, "flops", card.flops);
  json["training"] = training_json(card.training);
  json["accuracy"] = Json::array();
  for (const Accuracy& accuracy : card.accuracy) {
    Json entry = {{"dataset", accuracy.dataset}, {"top1", accuracy.top1}};
    set_if(entry, "top5", accuracy.top5);
    set_if(entry, "source", accuracy.source);
    json["accuracy"].push_back(std::move(entry));
  }
  return json;
}

void add_places(Json& json, const WeightsSearch& search) {
  json["found"] = search.found ? Json(search.found->path.string()) : Json();
  json["searched"] = Json::array();
  for (const SearchedPlace& place : search.tried) {
    json["searched"].push_back({{"origin", place.origin}, {"path", place.path.string()}});
  }
}

Json weights_json(const ModelDescription& model) {
  const PublishedWeights& weights = model.config.weights;
  Json json = Json::object();
  set_if(json, "file", weights.file);
  set_if(json, "url", weights.url);
  set_if(json, "sha256_prefix", weights.sha256_prefix);
  set_if(json, "hub_repo", weights.hub_repo);
  set_if(json, "bundled", weights.bundled);
  set_if(json, "bytes", weights.bytes);
  add_places(json, model.weights);
  return json;
}

Json model_json(const ModelDescription& model) {
  const ModelConfig& config = model.config;
  const Preprocessing& preprocessing = config.preprocessing;
  Json json = Json::object();
  json["id"] = config.id;
  json["aliases"] = config.aliases;
  set_if(json, "finetuned_from", config.finetuned_from);
  if (config.multi_label) {
    json["multi_label"] = {{"thresholds", config.multi_label->thresholds}};
  }
  if (config.quantization) {
    json["quantization"] = {{"weights", "int8"},
                            {"base", config.quantization->base},
                            {"samples", config.quantization->samples},
                            {"f32_layers", config.quantization->f32_layers},
                            {"logit_error", config.quantization->logit_error}};
  }
  set_if(json, "description", config.description);
  Json& architecture = json["architecture"];
  architecture["name"] = config.architecture_name;
  for (const ArchitectureField& field : fields_of(config.architecture)) {
    std::visit([&](const auto& value) { architecture[field.key] = value; }, field.value);
  }
  architecture["num_classes"] = config.architecture.num_classes;
  json["parameters"] = model.parameters;
  json["multiply_adds"] = model.multiply_adds;
  json["input"] = {
      {"size", preprocessing.input_size},
      {"crop_pct", preprocessing.crop_pct},
      {"interpolation",
       preprocessing.interpolation == Interpolation::kBilinear ? "bilinear" : "bicubic"},
      {"mean", preprocessing.mean},
      {"std", preprocessing.std}};
  if (config.training_size) {
    json["input"]["train_size"] = config.training_size->pixels;
    json["input"]["train_crop_pct"] = config.training_size->crop_pct;
  }
  json["card"] = card_json(config.card);
  json["weights"] = weights_json(model);
  if (config.head_base) {
    json["base"] = {{"model", config.head_base->model}, {"sha256", config.head_base->sha256}};
    add_places(json["base"], model.base);
  }
  return json;
}

}  // namespace

std::string models_to_json(const std::vector<ModelDescription>& models, bool single) {
  constexpr auto kReplace = nlohmann::detail::error_handler_t::replace;
  if (single) {
    return model_json(models.at(0)).dump(2, ' ', false, kReplace) + "\n";
  }
  Json json = Json::array();
  for (const ModelDescription& model : models) {
    json.push_back(model_json(model));
  }
  return json.dump(2, ' ', false, kReplace) + "\n";
}

}  // namespace resnext
