// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "evaluation/measures.h"
#include "models/labels.h"

// Draws which classes are taken for which.
namespace resnext {

/// Returns an SVG element for a page with lib/output/pages/assets/evaluation.css: a square for each
/// pair of true class (row) and predicted class (column), the darker the larger its share of the
/// row, with both and the number of images as its text under the pointer. Up to 40 classes are
/// named; up to 16 have their images counted in the squares.
std::string confusion_plot(std::span<const Confusion> confusions, std::span<const Label> labels);

}  // namespace resnext
