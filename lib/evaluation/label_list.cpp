// SPDX-License-Identifier: Apache-2.0
#include "evaluation/label_list.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text/text_lines.h"
#include "evaluation/imagenet_validation.h"

namespace resnext {
namespace {

constexpr const char* kKaggleHeader = "ImageId,PredictionString";

enum class Form { kTabbed, kSpaced, kKaggle, kClassAlone };

bool is_number_or_wordnet_id(const std::string& text) {
  return is_wordnet_id(text) ||
         (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos);
}

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// Returns nullopt unless there are both a file and a name.
std::optional<ListedLabel> labelled(std::string file, std::string name) {
  return file.empty() || name.empty()
             ? std::nullopt
             : std::optional(ListedLabel{std::move(file), std::move(name), ""});
}

std::optional<ListedLabel> parse(const std::string& line, Form form) {
  if (form == Form::kClassAlone) {
    return is_number_or_wordnet_id(line) ? std::optional(ListedLabel{"", line, ""}) : std::nullopt;
  }
  const bool spaced = form == Form::kSpaced;
  const std::size_t end = spaced ? line.rfind(' ') : line.find(form == Form::kTabbed ? '\t' : ',');
  if (end == std::string::npos || end == 0) {
    return std::nullopt;
  }
  const std::string file = line.substr(0, end);
  const std::string rest = line.substr(end + 1);
  switch (form) {
    case Form::kTabbed:
      return labelled(file, rest.substr(0, rest.find('\t')));
    case Form::kKaggle:
      return labelled(file + ".JPEG", rest.substr(0, rest.find(' ')));
    default:
      return is_number_or_wordnet_id(rest) ? labelled(without_trailing_spaces(file), rest)
                                           : std::nullopt;
  }
}

Form form_of(const std::string& first_line) {
  if (first_line == kKaggleHeader) {
    return Form::kKaggle;
  }
  if (first_line.find('\t') == std::string::npos) {
    for (const Form form : {Form::kClassAlone, Form::kSpaced}) {
      if (parse(first_line, form)) {
        return form;
      }
    }
  }
  return Form::kTabbed;
}

const char* expected(Form form) {
  switch (form) {
    case Form::kSpaced:
      return "\"path class\" with a number or a WordNet id, as in the lines before";
    case Form::kKaggle:
      return "\"ImageId,WordNet id\"";
    case Form::kClassAlone:
      return "a number or a WordNet id, as in the lines before";
    default:
      return "\"path TAB class\"";
  }
}

}  // namespace

ListPlace place_of_list(const std::string& labels, const std::string& data) {
  const std::filesystem::path list =
      labels.empty() ? std::filesystem::path(data) / "labels.tsv" : std::filesystem::path(labels);
  return {list, data.empty() ? list.parent_path() : std::filesystem::path(data)};
}

std::vector<ListedLabel> read_label_list(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return read_label_list(stream, file.string());
}

std::vector<ListedLabel> read_label_list(std::istream& stream, const std::string& name) {
  std::vector<ListedLabel> labels;
  std::optional<Form> form;
  for (const auto& [text, where] : read_text_lines(stream, name, "lines of path, tab, class")) {
    const std::string line = without_trailing_spaces(text);
    if (line.empty()) {
      continue;
    }
    if (!form) {
      form = form_of(line);
      if (form == Form::kKaggle) {
        continue;
      }
    }
    std::optional<ListedLabel> label = parse(line, *form);
    if (!label) {
      throw UsageError(
          fmt::format("{}: expected {}, found \"{}\"", where, expected(*form), line.substr(0, 80)));
    }
    label->where = where;
    labels.push_back(std::move(*label));
  }
  if (labels.empty()) {
    throw UsageError(name + ": the list is empty");
  }
  return labels;
}

}  // namespace resnext
