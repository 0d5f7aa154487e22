// SPDX-License-Identifier: Apache-2.0
#include "models/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text/text_lines.h"
#include "models/embedded.h"
#include "models/hub_config.h"
#include "models/model_config_json.h"

namespace resnext {
namespace {

std::string normalized(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  for (const std::string_view prefix : {"hf-hub:", "hf_hub:", "timm/"}) {
    if (lower.starts_with(prefix)) {
      lower.erase(0, prefix.size());
    }
  }
  return lower;
}

bool answers_to(const ModelConfig& model, const std::string& name) {
  return model.id == name ||
         std::find(model.aliases.begin(), model.aliases.end(), name) != model.aliases.end();
}

/// Returns the Levenshtein distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

std::string nearest_ids(const std::string& name) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const ModelConfig& model : builtin_models()) {
    std::size_t distance = edit_distance(name, model.id);
    for (const std::string& alias : model.aliases) {
      distance = std::min(distance, edit_distance(name, alias));
    }
    ranked.emplace_back(distance, model.id);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i) {
    text += (i == 0 ? "" : ", ") + ranked[i].second;
  }
  return text;
}

std::string read_config(const std::filesystem::path& path) {
  constexpr std::uintmax_t kMostBytes = 16 << 20;
  std::error_code error;
  if (const std::uintmax_t size = std::filesystem::file_size(path, error);
      !error && size > kMostBytes) {
    throw ConfigError(fmt::format("{}: a config of {} bytes is not one; at most {} are read",
                                  path.string(), size, kMostBytes));
  }
  std::optional<std::string> text = read_text(path);
  if (!text) {
    throw ConfigError(path.string() + ": can't be read");
  }
  return std::move(*text);
}

}  // namespace

std::vector<ModelConfig> builtin_models() {
  std::vector<ModelConfig> models;
  for (const EmbeddedFile& file : embedded_model_configs()) {
    models.push_back(parse_model_config(file.text, "configs/models/" + std::string(file.name)));
  }
  return models;
}

std::optional<ModelConfig> find_builtin_model(std::string_view name) {
  const std::string wanted = normalized(name);
  for (ModelConfig& model : builtin_models()) {
    if (answers_to(model, wanted)) {
      return std::move(model);
    }
  }
  return std::nullopt;
}

ModelConfig default_model() {
  for (ModelConfig& model : builtin_models()) {
    if (!model.weights.bundled.empty()) {
      return std::move(model);
    }
  }
  throw ConfigError("no built-in model has bundled weights; name a model with --model");
}

ModelConfig resolve_model(const std::string& name_or_path) {
  if (auto model = find_builtin_model(name_or_path)) {
    return *std::move(model);
  }
  const std::filesystem::path path(name_or_path);
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    const std::filesystem::path config_file = path / "config.json";
    if (!std::filesystem::is_regular_file(config_file, error)) {
      throw ConfigError(
          path.string() +
          ": a model folder needs a config.json (as Hugging Face's timm models have)");
    }
    ModelConfig config = parse_hub_config(read_config(config_file), config_file.string());
    config.file = config_file.string();
    config.directory = path.string();
    return config;
  }
  if (std::filesystem::is_regular_file(path, error)) {
    const std::string text = read_config(path);
    ModelConfig config = is_hub_config(text, path.string())
                             ? parse_hub_config(text, path.string())
                             : parse_model_config(text, path.string());
    config.file = path.string();
    config.directory = path.has_parent_path() ? path.parent_path().string() : ".";
    return config;
  }
  throw ConfigError(
      fmt::format("no model is called \"{}\", and no file or folder of that name exists. Nearest: "
                  "{}. `resnext-classify models` lists all.",
                  name_or_path, nearest_ids(normalized(name_or_path))));
}

}  // namespace resnext
