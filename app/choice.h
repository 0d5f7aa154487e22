// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

// Option values out of a list of words.
namespace resnext {

/// Returns what is wrong with `word`, which is none of `names`: what was expected, and what was
/// probably meant.
std::string unknown_choice(const std::string& word, const std::vector<std::string>& names);

/// Accepts only `names`.
CLI::Validator one_of(std::vector<std::string> names);

/// Returns the keys of a map, in its order.
template <typename Value>
std::vector<std::string> names_of(const std::map<std::string, Value>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    names.push_back(name);
  }
  return names;
}

/// Accepts only the names in `values` and replaces them by the enumerator's number, which CLI11
/// converts.
template <typename Enum>
CLI::Validator choice(const std::map<std::string, Enum>& values) {
  return {[values](std::string& word) -> std::string {
            const auto found = values.find(word);
            if (found == values.end()) {
              return unknown_choice(word, names_of(values));
            }
            word = std::to_string(static_cast<std::underlying_type_t<Enum>>(found->second));
            return "";
          },
          ""};
}

}  // namespace resnext
