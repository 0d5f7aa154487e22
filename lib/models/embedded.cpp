// SPDX-License-Identifier: Apache-2.0
#include "models/embedded.h"

#include <algorithm>

// GCC and clang take literals of any length; ImageNet-12k's labels are 600 kB.
#pragma GCC diagnostic ignored "-Woverlength-strings"
using namespace std::string_view_literals;  // of the included file
#include "embedded_files.inc"  // generated from configs/ by scripts/cmake/embed_files.cmake

namespace resnext {

std::span<const EmbeddedFile> embedded_model_configs() { return kModelConfigs; }

std::optional<std::string_view> embedded_labels(std::string_view name) {
  const std::span<const EmbeddedFile> lists(kLabelLists);
  const auto found = std::find_if(lists.begin(), lists.end(),
                                  [name](const EmbeddedFile& file) { return file.name == name; });
  if (found == lists.end()) {
    return std::nullopt;
  }
  return found->text;
}

}  // namespace resnext
