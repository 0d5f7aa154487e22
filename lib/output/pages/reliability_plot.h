// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evaluation/measures.h"

// Draws how far a model's confidence can be believed.
namespace resnext {

/// Returns an SVG element for a page with lib/output/pages/assets/evaluation.css: accuracy over
/// confidence, a bar for each bin, with the diagonal on which a calibrated model lies, and below it
/// how many images each bin has. Empty bins have no bar.
std::string reliability_plot(const Calibration& calibration);

}  // namespace resnext
