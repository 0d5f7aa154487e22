// SPDX-License-Identifier: Apache-2.0
#include "training/training_rows.h"

namespace resnext {

TrainingRows pick_rows(const TrainingFeatures& features, std::span<const std::size_t> images,
                       Views views) {
  const std::size_t picked = views == Views::kAll ? features.views : 1;
  TrainingRows rows;
  rows.features.reserve(images.size() * picked * features.size);
  for (const std::size_t image : images) {
    const auto begin = features.values.begin() +
                       static_cast<std::ptrdiff_t>(image * features.views * features.size);
    rows.features.insert(rows.features.end(), begin,
                         begin + static_cast<std::ptrdiff_t>(picked * features.size));
    rows.classes.insert(rows.classes.end(), picked, features.classes[image]);
  }
  return rows;
}

}  // namespace resnext
