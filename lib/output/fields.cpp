// SPDX-License-Identifier: Apache-2.0
#include "output/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text/nearest_names.h"

namespace resnext {

std::vector<std::string> Fields::all() {
  return {"path",  "model", "rank",    "index",      "imagenet_index",           "wnid", "label",
          "score", "error", "message", "path_bytes", "exif_orientation_applied", "run"};
}

Fields::Fields(std::string_view names) {
  const std::vector<std::string> known = all();
  std::vector<std::string> chosen;
  while (true) {
    const std::size_t comma = names.find(',');
    const std::string name(names.substr(0, comma));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UsageError(fmt::format(
          "--fields: there is no field \"{}\"; expected some of {}, separated by commas{}", name,
          fmt::join(known, ", "), did_you_mean(name, known)));
    }
    if (std::find(chosen.begin(), chosen.end(), name) != chosen.end()) {
      throw UsageError(fmt::format("--fields: \"{}\" is named twice", name));
    }
    chosen.push_back(name);
    if (comma == std::string_view::npos) {
      break;
    }
    names.remove_prefix(comma + 1);
  }
  names_ = std::move(chosen);
}

bool Fields::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

}  // namespace resnext
