// SPDX-License-Identifier: Apache-2.0
#include "evaluation/imagenet_validation.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text/text_lines.h"

namespace resnext {
namespace {

bool is_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char letter) { return letter >= '0' && letter <= '9'; });
}

std::optional<int> parse_number(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return is_digits(text) && error == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<int> validation_number(const std::filesystem::path& image) {
  const std::string prefix = "ILSVRC2012_val_";
  const std::string stem = image.stem().string();
  const std::string digits = stem.substr(std::min(prefix.size(), stem.size()));
  return stem.starts_with(prefix) && digits.size() == 8 ? parse_number(digits) : std::nullopt;
}

bool is_wordnet_id(const std::string& text) {
  return text.size() == 9 && text.front() == 'n' && is_digits(text.substr(1));
}

std::map<int, std::string> read_synsets(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return read_synsets(stream, file.string());
}

std::map<int, std::string> read_synsets(std::istream& stream, const std::string& name) {
  std::map<int, std::string> synsets;
  for (const auto& [line, where] : read_text_lines(stream, name, "lines of id and WordNet id")) {
    if (synsets.empty() && line.starts_with("MATLAB")) {
      throw UsageError(name +
                       ": a MATLAB file, such as the development kit's meta.mat; expected lines of "
                       "id and WordNet id, as its newer versions' map_clsloc.txt has them. "
                       "docs/evaluation.md says how to write them from meta.mat");
    }
    std::istringstream words(line);
    std::string first;
    std::string second;
    if (!(words >> first)) {
      continue;
    }
    words >> second;
    if (is_wordnet_id(first)) {
      std::swap(first, second);
    }
    const std::optional<int> id = parse_number(first);
    if (!id || !is_wordnet_id(second)) {
      throw UsageError(
          fmt::format("{}: expected an id and a WordNet id, such as \"1 n02119789\", found \"{}\"",
                      where, line.substr(0, 80)));
    }
    const auto [entry, inserted] = synsets.emplace(*id, second);
    if (!inserted && entry->second != second) {
      throw UsageError(fmt::format("{}: id {} already stands for {}", where, first, entry->second));
    }
  }
  if (synsets.empty()) {
    throw UsageError(name + ": no ids in the list");
  }
  return synsets;
}

}  // namespace resnext
