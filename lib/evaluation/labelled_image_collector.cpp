// SPDX-License-Identifier: Apache-2.0
#include "evaluation/labelled_image_collector.h"

#include <fmt/format.h>

#include "base/error.h"
#include "inference/class_names.h"

namespace resnext {

void LabelledImageCollector::add(std::filesystem::path path, std::optional<int> index,
                                 const std::string& name, const std::string& where) {
  if (index) {
    found_.images.push_back({std::move(path), *index});
  } else {
    add_unknown(name, where);
  }
}

void LabelledImageCollector::add_unknown(const std::string& name, const std::string& where,
                                         int images) {
  if (first_unknown_.empty()) {
    first_unknown_ = ClassNames(labels_).unknown(name, where);
  }
  found_.unknown[name] += images;
}

LabelledImages LabelledImageCollector::finish(const std::string& no_images) {
  if (!found_.unknown.empty() && unknown_ == UnknownClasses::kRefuse) {
    const std::size_t others = found_.unknown.size() - 1;
    throw UsageError(
        fmt::format("{}{}. --skip-unknown leaves their images out", first_unknown_,
                    others > 0 ? fmt::format(". There are {} more such classes", others) : ""));
  }
  if (found_.images.empty()) {
    throw UsageError(found_.unknown.empty() ? no_images
                                            : first_unknown_ + ", and neither is any other");
  }
  return std::move(found_);
}

}  // namespace resnext
