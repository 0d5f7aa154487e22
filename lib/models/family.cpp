// SPDX-License-Identifier: Apache-2.0
#include "models/family.h"

#include <fmt/format.h>

#include <array>

#include "models/resnet/resnet_family.h"

namespace resnext {

std::span<const Family* const> families() {
  static const std::array kFamilies = {&resnet_family()};
  return kFamilies;
}

const Family& find_family(std::string_view name, const std::string& where) {
  std::string known;
  for (const Family* family : families()) {
    if (family->name == name) {
      return *family;
    }
    known += (known.empty() ? "" : ", ") + std::string(family->name);
  }
  throw ConfigError(
      fmt::format("{}: family \"{}\" is not one that runs here; expected {}", where, name, known));
}

}  // namespace resnext
