// SPDX-License-Identifier: Apache-2.0
#include "models/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/text/nearest_names.h"
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

ModelConfig parse(const EmbeddedFile& file) {
  return parse_model_config(file.text, fmt::format("configs/models/{}", file.name));
}

/// Returns the built-in models for which `wanted(model)` is true. Only files that hold `word` in
/// quotes are parsed: parsing all of them would take longer than many a start.
template <typename Predicate>
std::vector<ModelConfig> models_with(std::string_view word, Predicate wanted) {
  const std::string quoted = fmt::format("\"{}\"", word);
  std::vector<ModelConfig> models;
  for (const EmbeddedFile& file : embedded_model_configs()) {
    if (file.text.find(quoted) != std::string_view::npos) {
      ModelConfig model = parse(file);
      if (wanted(model)) {
        models.push_back(std::move(model));
      }
    }
  }
  return models;
}

bool answers_to(const ModelConfig& model, const std::string& name) {
  return model.id == name ||
         std::find(model.aliases.begin(), model.aliases.end(), name) != model.aliases.end();
}

/// Throws ConfigError for a checkpoint that was named in place of a model.
void refuse_checkpoint(const std::filesystem::path& path) {
  constexpr std::string_view kExtensions[] = {".safetensors", ".pth", ".pt", ".bin", ".ckpt"};
  if (std::ranges::find(kExtensions, path.extension().string()) == std::end(kExtensions)) {
    return;
  }
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::error_code error;
  const bool has_config = std::filesystem::is_regular_file(folder / "config.json", error);
  throw ConfigError(fmt::format(
      "{}: these are weights, not a model; {}name the model as well: --model MODEL --weights {}",
      path.string(),
      has_config ? fmt::format("name the folder, --model {}, or ", folder.string()) : "",
      path.string()));
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
    models.push_back(parse(file));
  }
  return models;
}

std::optional<ModelConfig> find_builtin_model(std::string_view name) {
  const std::string wanted = normalized(name);
  const std::span<const EmbeddedFile> files = embedded_model_configs();
  const auto file = std::ranges::find(files, wanted, &EmbeddedFile::name);
  if (file != files.end()) {  // a file has its model's id
    return parse(*file);
  }
  std::vector<ModelConfig> found =
      models_with(wanted, [&](const ModelConfig& model) { return answers_to(model, wanted); });
  if (found.empty()) {
    return std::nullopt;
  }
  return std::move(found.front());
}

std::vector<ModelConfig> builtin_models_of(std::string_view architecture) {
  return models_with(architecture, [architecture](const ModelConfig& model) {
    return model.architecture_name == architecture;
  });
}

std::optional<ModelConfig> find_builtin_network(std::string_view name) {
  if (std::optional<ModelConfig> named = find_builtin_model(name)) {
    return named;
  }
  std::vector<ModelConfig> models = builtin_models_of(name);
  return models.empty() ? std::nullopt : std::optional(std::move(models.front()));
}

std::vector<std::string> nearest_model_names(std::string_view name, std::size_t count) {
  std::vector<std::vector<std::string>> names;
  for (const ModelConfig& model : builtin_models()) {
    names.push_back({model.id});
    names.back().insert(names.back().end(), model.aliases.begin(), model.aliases.end());
  }
  return nearest_names(normalized(name), names, count);
}

ModelConfig default_model() {
  std::vector<ModelConfig> found = models_with(
      "bundled", [](const ModelConfig& model) { return !model.weights.bundled.empty(); });
  if (found.empty()) {
    throw ConfigError("no built-in model has bundled weights; name a model with --model");
  }
  return std::move(found.front());
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
    refuse_checkpoint(path);
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
                  name_or_path, fmt::join(nearest_model_names(name_or_path, 3), ", ")));
}

}  // namespace resnext
