// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "training/train_head.h"
#include "training/training_features.h"

// Picks the rows that a training run learns from or is validated on.
namespace resnext {

/// Which rows of an image to pick.
enum class Views {
  kFirst,  ///< the image as it is classified
  kAll,
};

/// Returns the rows of some images, in their order; `images` are indices into
/// TrainingFeatures::classes.
TrainingRows pick_rows(const TrainingFeatures& features, std::span<const std::size_t> images,
                       Views views);

}  // namespace resnext
