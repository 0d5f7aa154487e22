// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files of configs/ that are compiled into the program.

#include <optional>
#include <span>
#include <string_view>

namespace resnext {

/// One embedded file.
struct EmbeddedFile {
  std::string_view name;  ///< without folder and extension
  std::string_view text;
};

/// Returns configs/models/*.json, sorted by name.
std::span<const EmbeddedFile> embedded_model_configs();

/// Returns configs/labels/<name>.tsv, or nullopt if there is no such file.
std::optional<std::string_view> embedded_labels(std::string_view name);

}  // namespace resnext
