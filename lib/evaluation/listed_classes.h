// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "evaluation/label_list.h"
#include "inference/class_names.h"
#include "models/labels.h"

// Resolves the names and numbers in a list of labels. Private to lib/evaluation.
namespace resnext {

class ListedClasses {
 public:
  /// `synsets` are as in LabelListOptions, and must outlive this.
  ListedClasses(std::span<const Label> labels, const std::map<int, std::string>& synsets);

  /// Returns true if any of the model's classes is one of ImageNet's.
  bool has_imagenet_classes() const { return !of_imagenet_.empty(); }

  /// Returns the model's class, or nullopt if it has none such. Throws UsageError for a number that
  /// stands for no class at all.
  std::optional<int> find(const ListedLabel& label) const;

  /// Returns what to call a class that the model does not have. Throws as find does.
  std::string name(const ListedLabel& label) const;

 private:
  std::string synset(const ListedLabel& label) const;

  ClassNames names_;
  const std::map<int, std::string>& synsets_;
  std::map<int, int> of_imagenet_;
};

}  // namespace resnext
