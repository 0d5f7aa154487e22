// SPDX-License-Identifier: Apache-2.0
#include "output/format_names.h"

namespace resnext {

std::string in_words(const std::vector<std::string>& names, std::string_view conjunction) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool last = i + 1 == names.size();
    text += (i == 0 ? "" : last ? fmt::format(" {} ", conjunction) : ", ") + names[i];
  }
  return text;
}

}  // namespace resnext
