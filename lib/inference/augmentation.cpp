// SPDX-License-Identifier: Apache-2.0
#include "inference/augmentation.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace resnext {

std::vector<ImageView> views_of(Augmentation augmentation) {
  constexpr int kCorners = 5;
  switch (augmentation) {
    case Augmentation::kNone:
      return make_views(1, false);
    case Augmentation::kFlip:
      return make_views(1, true);
    case Augmentation::kFiveCrops:
      return make_views(kCorners, false);
    case Augmentation::kTenCrops:
      return make_views(kCorners, true);
  }
  return {};
}

std::string to_string(Augmentation augmentation) {
  switch (augmentation) {
    case Augmentation::kNone:
      return "none";
    case Augmentation::kFlip:
      return "hflip";
    case Augmentation::kFiveCrops:
      return "5crop";
    case Augmentation::kTenCrops:
      return "10crop";
  }
  return "";
}

std::size_t images_that_fill_batches(int batch_size, std::size_t views) {
  const auto batch = static_cast<std::size_t>(batch_size);
  return batch / std::gcd(batch, views);
}

void MeanVector::add(std::span<const float> values) {
  sums_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums_[i] += static_cast<double>(values[i]);
  }
  ++count_;
}

std::vector<float> MeanVector::mean() const {
  std::vector<float> means;
  std::ranges::transform(sums_, std::back_inserter(means),
                         [this](double sum) { return static_cast<float>(sum / count_); });
  return means;
}

}  // namespace resnext
