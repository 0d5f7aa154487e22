#pragma once

#include <span>
#include <string>

#include "evaluation/measures.h"
#include "models/labels.h"

namespace resnext {

/// Plots as SVG elements for a page that has lib/output/pages/assets/evaluation.css: colours are
/// its classes, so that they follow the reader's light or dark setting.

/// Accuracy over confidence, a bar a bin, with the diagonal on which a calibrated model lies, and
/// below it how many images each bin has. Empty bins have no bar.
std::string reliability_plot(const Calibration& calibration);

/// A square for each pair of true class (row) and answer (column), darker the larger its share of
/// the row. Classes are named up to 40 of them, and images counted in the squares up to 16.
std::string confusion_plot(std::span<const Confusion> confusions, std::span<const Label> labels);

}  // namespace resnext
