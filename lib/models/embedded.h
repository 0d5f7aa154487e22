#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace resnext {

/// A file of configs/ that was compiled into the program.
struct EmbeddedFile {
  std::string_view name;  ///< without folder and extension
  std::string_view text;
};

/// configs/models/*.json, sorted by name.
std::span<const EmbeddedFile> embedded_model_configs();

/// configs/labels/<name>.tsv, or nullopt if there is none of that name.
std::optional<std::string_view> embedded_labels(std::string_view name);

}  // namespace resnext
