// SPDX-License-Identifier: Apache-2.0
#include "app/choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text/nearest_names.h"
#include "output/format_names.h"

namespace resnext {

std::string unknown_choice(const std::string& word, const std::vector<std::string>& names) {
  return fmt::format("expected {}, found {}{}", in_words(names, "or"), word,
                     did_you_mean(word, names));
}

CLI::Validator one_of(std::vector<std::string> names) {
  return {[names = std::move(names)](std::string& word) -> std::string {
            return std::ranges::find(names, word) == names.end() ? unknown_choice(word, names) : "";
          },
          ""};
}

}  // namespace resnext
