// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

// Looks up and lists the rows of a table of formats. A row has a `name` and a `description`; the
// first row of a table is the default.
namespace resnext {

/// Returns the row of that name, or nullptr.
template <std::ranges::contiguous_range Rows>
const std::ranges::range_value_t<Rows>* find_format(const Rows& formats, std::string_view name) {
  for (const auto& format : formats) {
    if (name == format.name) {
      return &format;
    }
  }
  return nullptr;
}

/// Returns whether a file's name ends in one of `extensions`, words without dots such as
/// "html htm", in upper or lower case.
bool has_extension(const std::filesystem::path& file, std::string_view extensions);

/// Returns the first row whose `extensions` fit the file's name, or nullptr.
template <std::ranges::contiguous_range Rows>
const std::ranges::range_value_t<Rows>* find_format_of(const Rows& formats,
                                                       const std::filesystem::path& file) {
  for (const auto& format : formats) {
    if (has_extension(file, format.extensions)) {
      return &format;
    }
  }
  return nullptr;
}

/// Returns the names of the rows for which `property`, a member or a function, is true.
template <std::ranges::input_range Rows, typename Property>
std::vector<std::string> format_names(const Rows& formats, Property property) {
  std::vector<std::string> names;
  for (const auto& format : formats) {
    if (std::invoke(property, format)) {
      names.emplace_back(format.name);
    }
  }
  return names;
}

/// Returns the names of all rows.
template <std::ranges::input_range Rows>
std::vector<std::string> format_names(const Rows& formats) {
  return format_names(formats, [](const auto&) { return true; });
}

/// Returns "a, b CONJUNCTION c".
std::string in_words(const std::vector<std::string>& names, std::string_view conjunction);

/// Returns what --help says of a table: "json (one object a line), csv or table".
template <std::ranges::input_range Rows>
std::string format_help(const Rows& formats) {
  std::vector<std::string> names;
  for (const auto& format : formats) {
    const std::string_view description = format.description;
    names.push_back(format.name + (description.empty() ? "" : fmt::format(" ({})", description)));
  }
  return in_words(names, "or");
}

}  // namespace resnext
