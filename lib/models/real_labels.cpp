// SPDX-License-Identifier: Apache-2.0
#include "models/real_labels.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace resnext {
namespace {

constexpr int kImageNetClasses = 1000;

/// Describes a value for a message. Writes no array or object out, which may be nested deeply
/// enough to exhaust the stack.
std::string describe(const nlohmann::json& value) {
  return value.is_structured()
             ? std::string("an ") + value.type_name()
             : value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace).substr(0, 40);
}

}  // namespace

RealLabels parse_real_labels(std::string_view json, const std::string& where) {
  const std::string expected =
      "; expected real.json: an array with an array of class indices, 0 to 999, for each "
      "validation image";
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_array() || parsed.empty()) {
    throw ConfigError(where + ": no array of ReaL labels" + expected);
  }
  RealLabels labels;
  for (const auto& image : parsed) {
    const std::string place = fmt::format("{}, image {}", where, labels.size() + 1);
    if (!image.is_array()) {
      throw ConfigError(place + ": no array of classes" + expected);
    }
    std::vector<int>& classes = labels.emplace_back();
    for (const auto& index : image) {
      if (!index.is_number_integer() || index < 0 || index >= kImageNetClasses) {
        throw ConfigError(fmt::format("{}: found {}{}", place, describe(index), expected));
      }
      classes.push_back(index.get<int>());
    }
  }
  return labels;
}

}  // namespace resnext
