// SPDX-License-Identifier: Apache-2.0
#include "output/format_names.h"

#include <algorithm>
#include <cctype>

namespace resnext {

bool has_extension(const std::filesystem::path& file, std::string_view extensions) {
  std::string wanted = file.extension().string();
  std::ranges::transform(wanted, wanted.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  while (wanted.size() > 1 && !extensions.empty()) {
    const std::size_t end = std::min(extensions.find(' '), extensions.size());
    if (extensions.substr(0, end) == std::string_view(wanted).substr(1)) {
      return true;
    }
    extensions.remove_prefix(std::min(end + 1, extensions.size()));
  }
  return false;
}

std::string in_words(const std::vector<std::string>& names, std::string_view conjunction) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool last = i + 1 == names.size();
    text += (i == 0 ? "" : last ? fmt::format(" {} ", conjunction) : ", ") + names[i];
  }
  return text;
}

}  // namespace resnext
