// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "training/train_head.h"

// Draws how a training run went.
namespace resnext {

/// Returns loss or accuracy by epoch as an SVG element: two lines, axes with numbers, and a mark at
/// the best epoch. Colours come from the page's CSS classes "training" and "validation".
std::string learning_curve_svg(std::span<const EpochMetrics> epochs, int best_epoch, bool accuracy);

}  // namespace resnext
