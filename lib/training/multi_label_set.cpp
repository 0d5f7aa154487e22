// SPDX-License-Identifier: Apache-2.0
#include "training/multi_label_set.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/error.h"
#include "base/random_order.h"
#include "base/text/natural_order.h"
#include "base/text/quote.h"
#include "base/text/text_lines.h"

namespace resnext {
namespace {

constexpr std::size_t kFewest = 2;  // images of a class: to learn from, and to validate with

/// Returns the classes that occur, in natural order, with their number of images.
std::vector<std::pair<std::string, std::size_t>> count_classes(
    const std::vector<ListedImage>& images) {
  std::map<std::string, std::size_t> counts;
  for (const ListedImage& image : images) {
    for (const std::string& name : image.classes) {
      if (!is_utf8(name)) {
        throw UsageError(fmt::format(
            "{}: the class {} has a name that is not UTF-8, which a model can't keep; rename it",
            image.where, quote(name)));
      }
      ++counts[name];
    }
  }
  std::vector<std::pair<std::string, std::size_t>> classes(counts.begin(), counts.end());
  std::ranges::sort(classes, natural_less, &std::pair<std::string, std::size_t>::first);
  return classes;
}

void check_counts(const std::vector<std::pair<std::string, std::size_t>>& classes,
                  const std::string& list) {
  if (classes.empty()) {
    throw UsageError(list + ": no image has a class; expected lines of path, tab, classes");
  }
  for (const auto& [name, count] : classes) {
    if (count < kFewest) {
      throw UsageError(
          fmt::format("{}: the class \"{}\" has one image; training needs two or more of each "
                      "class. Add images, or take the class out",
                      list, name));
    }
  }
}

LabelSet label_set(const ListedImage& image, const std::map<std::string, int>& numbers) {
  LabelSet labels;
  for (const std::string& name : image.classes) {
    labels.push_back(numbers.at(name));
  }
  std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

/// Divides images between the two sides, rarest class first.
class Splitter {
 public:
  Splitter(std::span<const LabelSet> labels, std::size_t classes, double fraction,
           std::uint64_t seed)
      : labels_(labels), fraction_(fraction), side_(labels.size(), Side::kOpen) {
    // A random stream that no epoch uses.
    order_ = random_order(labels.size(), seed, std::uint64_t{1} << 32);
    members_.resize(classes);
    for (const std::size_t image : order_) {
      for (const int c : labels[image]) {
        members_[static_cast<std::size_t>(c)].push_back(image);
      }
    }
  }

  Split run() {
    std::vector<std::size_t> rarest_first(members_.size());
    for (std::size_t c = 0; c < members_.size(); ++c) {
      rarest_first[c] = c;
    }
    std::ranges::stable_sort(rarest_first, {},
                             [this](std::size_t c) { return members_[c].size(); });
    for (const std::size_t c : rarest_first) {
      divide(members_[c]);
    }
    divide(order_);  // what has no class
    Split split;
    for (std::size_t image = 0; image < side_.size(); ++image) {
      (side_[image] == Side::kValidation ? split.validation : split.training).push_back(image);
    }
    return split;
  }

 private:
  enum class Side { kOpen, kTraining, kValidation };

  /// Gives each open image of a group to a side, so that the group has its fraction in validation.
  void divide(const std::vector<std::size_t>& group) {
    if (group.empty()) {
      return;
    }
    const auto wanted = std::clamp<std::int64_t>(
        std::llround(fraction_ * static_cast<double>(group.size())), 1,
        std::max<std::int64_t>(static_cast<std::int64_t>(group.size()) - 1, 1));
    std::int64_t has = std::ranges::count(group, Side::kValidation,
                                          [this](std::size_t image) { return side_[image]; });
    for (const std::size_t image : group) {
      if (side_[image] == Side::kOpen) {
        side_[image] = has < wanted ? Side::kValidation : Side::kTraining;
        has += side_[image] == Side::kValidation ? 1 : 0;
      }
    }
  }

  std::span<const LabelSet> labels_;
  double fraction_;
  std::vector<Side> side_;                         ///< of each image
  std::vector<std::size_t> order_;                 ///< of all images, random
  std::vector<std::vector<std::size_t>> members_;  ///< images of each class, in that order
};

}  // namespace

MultiLabelSet multi_label_set_in_list(const ListPlace& place) {
  const std::vector<ListedImage> images = read_multi_label_list(place);
  const auto classes = count_classes(images);
  check_counts(classes, place.list.string());
  MultiLabelSet set;
  std::map<std::string, int> numbers;
  for (const auto& [name, count] : classes) {
    numbers[name] = static_cast<int>(set.classes.size());
    set.classes.push_back(name);
  }
  for (const ListedImage& image : images) {
    set.images.push_back(image.path);
    set.labels.push_back(label_set(image, numbers));
  }
  return set;
}

Split multi_label_split(std::span<const LabelSet> labels, std::size_t classes, double fraction,
                        std::uint64_t seed) {
  return Splitter(labels, classes, fraction, seed).run();
}

}  // namespace resnext
