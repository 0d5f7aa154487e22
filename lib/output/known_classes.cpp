// SPDX-License-Identifier: Apache-2.0
#include "output/known_classes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text/shortened.h"

namespace resnext {
namespace {

constexpr std::size_t kImageNet = 1000;  // classes of ImageNet-1k
constexpr std::size_t kNamed = 6;
constexpr std::size_t kLongestName = 40;

std::string names_of(std::span<const Label> labels) {
  std::string names;
  for (const Label& label : labels.first(std::min(labels.size(), kNamed))) {
    names += (names.empty() ? "" : ", ") + shortened(label.name, kLongestName);
  }
  return names + (labels.size() > kNamed ? ", ..." : "");
}

}  // namespace

std::string known_classes(std::span<const Label> labels) {
  const auto of_imagenet = static_cast<std::size_t>(std::ranges::count_if(
      labels, [](const Label& label) { return label.imagenet_index.has_value(); }));
  if (of_imagenet == 0) {
    return fmt::format("{} classes: {}", labels.size(), names_of(labels));
  }
  if (of_imagenet < labels.size()) {
    return fmt::format("{} classes, {} of them ImageNet's", labels.size(), of_imagenet);
  }
  return of_imagenet == kImageNet
             ? fmt::format("ImageNet's {} classes", kImageNet)
             : fmt::format("{} of ImageNet's {} classes", of_imagenet, kImageNet);
}

}  // namespace resnext
