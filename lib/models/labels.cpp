// SPDX-License-Identifier: Apache-2.0
#include "models/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/error.h"
#include "models/embedded.h"

namespace resnext {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

int parse_index(std::string_view text, const std::string& where) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    throw ConfigError(fmt::format("{}: expected a class index, found \"{}\"", where, text));
  }
  return value;
}

std::vector<Label> named_labels(const ModelConfig& config) {
  std::map<std::string, Label> by_wnid;
  for (Label& label : parse_labels(embedded_labels("imagenet1k").value(), "imagenet1k")) {
    const std::string wnid = label.wnid;
    by_wnid.emplace(wnid, std::move(label));
  }
  std::vector<Label> labels;
  for (const std::string& name : config.label_names) {
    const auto known = by_wnid.find(name);
    Label label = known != by_wnid.end() ? known->second : Label{name, "", std::nullopt};
    const auto described = config.label_descriptions.find(name);
    if (described != config.label_descriptions.end() && known == by_wnid.end()) {
      label.name = described->second;
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace

std::vector<Label> parse_labels(std::string_view tsv, const std::string& where) {
  std::vector<std::string_view> lines = split(tsv, '\n');
  while (!lines.empty() && lines.back().empty()) {
    lines.pop_back();
  }
  if (lines.empty()) {
    throw ConfigError(where + ": the label list is empty");
  }
  const std::vector<std::string_view> columns = split(lines.front(), '\t');
  const auto column = [&columns](std::string_view name) {
    return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) -
                                    columns.begin());
  };
  const std::size_t index_column = column("index");
  const std::size_t label_column = column("label");
  const std::size_t wnid_column = column("wnid");
  const std::size_t imagenet_column = column("imagenet_index");
  if (index_column == columns.size() || label_column == columns.size()) {
    throw ConfigError(where + ": the header line must name the columns \"index\" and \"label\"");
  }
  std::vector<Label> labels;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    const std::string place = fmt::format("{}, line {}", where, line + 1);
    const std::vector<std::string_view> cells = split(lines[line], '\t');
    if (cells.size() != columns.size()) {
      throw ConfigError(
          fmt::format("{}: expected {} columns, found {}", place, columns.size(), cells.size()));
    }
    if (parse_index(cells[index_column], place) != static_cast<int>(labels.size())) {
      throw ConfigError(
          fmt::format("{}: indices must run 0, 1, 2, ...; found {}", place, cells[index_column]));
    }
    Label label;
    label.name = cells[label_column];
    if (wnid_column < columns.size()) {
      label.wnid = cells[wnid_column];
    }
    if (imagenet_column < columns.size()) {
      if (!cells[imagenet_column].empty()) {
        label.imagenet_index = parse_index(cells[imagenet_column], place);
      }
    } else if (!label.wnid.empty()) {
      label.imagenet_index = static_cast<int>(labels.size());
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

std::vector<Label> labels_of(const ModelConfig& config) {
  std::vector<Label> labels;
  if (!config.label_names.empty()) {
    labels = named_labels(config);
  } else if (!config.labels.empty()) {
    const auto list = embedded_labels(config.labels);
    if (!list) {
      throw ConfigError(fmt::format("model {} names the label list \"{}\", which is not built in",
                                    config.id, config.labels));
    }
    labels = parse_labels(*list, "labels " + config.labels);
  } else {
    for (int index = 0; index < config.architecture.num_classes; ++index) {
      labels.push_back({fmt::format("class {}", index), "", std::nullopt});
    }
  }
  if (static_cast<int>(labels.size()) != config.architecture.num_classes) {
    throw ConfigError(fmt::format("model {} has {} classes but {} labels", config.id,
                                  config.architecture.num_classes, labels.size()));
  }
  return labels;
}

}  // namespace resnext
