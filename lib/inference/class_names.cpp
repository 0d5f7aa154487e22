// SPDX-License-Identifier: Apache-2.0
#include "inference/class_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "base/error.h"
#include "base/text/nearest_names.h"
#include "base/text/text_lines.h"

namespace resnext {

ClassNames::ClassNames(std::span<const Label> labels) : count_(static_cast<int>(labels.size())) {
  for (int index = 0; index < count_; ++index) {
    const Label& label = labels[static_cast<std::size_t>(index)];
    add(label.name, index);
    if (!label.wnid.empty()) {
      add(label.wnid, index);
    }
  }
}

std::optional<int> ClassNames::look_up(const std::string& name, const std::string& where) const {
  const auto entry = classes_.find(name);
  if (entry == classes_.end()) {
    return std::nullopt;
  }
  if (!entry->second) {
    throw UsageError(
        fmt::format("{}: two classes are called \"{}\"; use the WordNet id instead", where, name));
  }
  return entry->second;
}

std::string ClassNames::unknown(const std::string& name, const std::string& where) const {
  std::vector<std::string> names;
  for (const auto& [known, index] : classes_) {
    names.push_back(known);
  }
  const std::optional<std::string> likely = likely_name(name, names);
  return fmt::format("{}: \"{}\" is not a class of the model{}; expected a WordNet id or a label",
                     where, name, likely ? fmt::format(" (did you mean \"{}\"?)", *likely) : "");
}

int ClassNames::find(const std::string& name, const std::string& where) const {
  const std::optional<int> index = look_up(name, where);
  if (!index) {
    throw UsageError(unknown(name, where));
  }
  return *index;
}

int ClassNames::find_or_parse(const std::string& name, const std::string& where) const {
  int index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool number = error == std::errc() && end == name.data() + name.size();
  if (number && !classes_.contains(name)) {
    if (index < 0 || index >= count_) {
      throw UsageError(fmt::format("{}: class {} is not from 0 to {}", where, name, count_ - 1));
    }
    return index;
  }
  return find(name, where);
}

void ClassNames::add(const std::string& name, int index) {
  const auto [entry, inserted] = classes_.emplace(name, index);
  if (!inserted && entry->second != index) {
    entry->second = std::nullopt;
  }
}

std::vector<int> read_class_list(const std::filesystem::path& file, std::span<const Label> labels) {
  std::ifstream stream(file, std::ios::binary);
  return read_class_list(stream, file.string(), labels);
}

std::vector<int> read_class_list(std::istream& stream, const std::string& name,
                                 std::span<const Label> labels) {
  const ClassNames names(labels);
  std::vector<int> classes;
  for (TextLine& line : read_text_lines(stream, name, "a file with a class a line")) {
    line.text.erase(std::min(line.text.find('\t'), line.text.size()));
    while (line.text.ends_with(' ')) {
      line.text.pop_back();
    }
    if (!line.text.empty() && line.text.front() != '#') {
      classes.push_back(names.find_or_parse(line.text, line.where));
    }
  }
  if (classes.empty()) {
    throw UsageError(name + ": no classes in the list");
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

}  // namespace resnext
