// SPDX-License-Identifier: Apache-2.0
#include "output/class_folder_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace resnext {
namespace {

/// Returns the label without what would make it another path, at most 200 bytes of it.
std::string safe_name(const std::string& label) {
  constexpr std::size_t kMost = 200;
  std::string name = label;
  std::ranges::replace_if(
      name, [](unsigned char letter) { return letter < ' ' || letter == '/' || letter == 0x7F; },
      '_');
  std::size_t end = std::min(kMost, name.size());
  while (end < name.size() && end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
    --end;  // keep UTF-8 characters whole
  }
  name.resize(end);
  if (name.starts_with('.')) {
    name.front() = '_';
  }
  return name;
}

}  // namespace

std::vector<std::string> class_folder_names(std::span<const Label> labels) {
  std::vector<std::string> names;
  std::map<std::string, int> uses;
  for (const Label& label : labels) {
    names.push_back(safe_name(label.name));
    ++uses[names.back()];
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (uses[names[i]] > 1 || names[i].empty()) {
      names[i] += fmt::format(
          " ({})", labels[i].wnid.empty() ? fmt::format("class {}", i) : safe_name(labels[i].wnid));
    }
  }
  return names;
}

}  // namespace resnext
