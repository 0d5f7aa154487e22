// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "evaluation/labelled_images.h"

// Collects labelled images and the classes that the model does not have. Private to
// lib/evaluation.
namespace resnext {

class LabelledImageCollector {
 public:
  /// `labels` are the model's and must outlive the collector.
  LabelledImageCollector(std::span<const Label> labels, UnknownClasses unknown)
      : labels_(labels), unknown_(unknown) {}

  /// Adds an image; without `index`, one of an unknown class. `where` is for messages.
  void add(std::filesystem::path path, std::optional<int> index, const std::string& name,
           const std::string& where);

  /// Adds an unknown class, which may have no images: a folder may be empty.
  void add_unknown(const std::string& name, const std::string& where, int images = 1);

  /// Returns true if nothing was added, not even an unknown class.
  bool is_empty() const { return found_.images.empty() && found_.unknown.empty(); }

  /// Returns what was collected. Throws UsageError for unknown classes unless they are to be left
  /// out, and, with the message `no_images`, if there is no image.
  LabelledImages finish(const std::string& no_images);

 private:
  std::span<const Label> labels_;
  UnknownClasses unknown_;
  LabelledImages found_;
  std::string first_unknown_;
};

}  // namespace resnext
