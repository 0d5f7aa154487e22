// SPDX-License-Identifier: Apache-2.0
#include "evaluation/listed_classes.h"

#include <fmt/format.h>

#include "base/error.h"
#include "evaluation/imagenet_validation.h"

namespace resnext {
namespace {

bool is_number(const std::string& name) {
  return name.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

ListedClasses::ListedClasses(std::span<const Label> labels,
                             const std::map<int, std::string>& synsets)
    : names_(labels), synsets_(synsets) {
  for (std::size_t index = 0; index < labels.size(); ++index) {
    if (labels[index].imagenet_index) {
      of_imagenet_.emplace(*labels[index].imagenet_index, static_cast<int>(index));
    }
  }
}

std::optional<int> ListedClasses::find(const ListedLabel& label) const {
  if (!is_number(label.name)) {
    return names_.look_up(label.name, label.where);
  }
  if (!synsets_.empty()) {
    return names_.look_up(synset(label), label.where);
  }
  const bool imagenet = label.file.empty() || validation_number(label.file).has_value();
  if (!imagenet || !has_imagenet_classes()) {
    return names_.find_or_parse(label.name, label.where);
  }
  if (label.name.size() > 3) {
    throw UsageError(
        fmt::format("{}: expected an index of ImageNet's classes, 0 to 999, found {}; the "
                    "development kit's ids need --synsets FILE",
                    label.where, label.name));
  }
  const auto known = of_imagenet_.find(std::stoi(label.name));
  return known == of_imagenet_.end() ? std::nullopt : std::optional(known->second);
}

std::string ListedClasses::name(const ListedLabel& label) const {
  if (!is_number(label.name)) {
    return label.name;
  }
  return synsets_.empty() ? "ImageNet class " + label.name : synset(label);
}

std::string ListedClasses::synset(const ListedLabel& label) const {
  const auto found =
      label.name.size() > 6 ? synsets_.end() : synsets_.find(std::stoi("0" + label.name));
  if (found == synsets_.end()) {
    throw UsageError(fmt::format("{}: {} is not an id in --synsets", label.where, label.name));
  }
  return found->second;
}

}  // namespace resnext
