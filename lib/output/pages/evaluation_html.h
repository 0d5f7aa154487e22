#pragma once

#include <string>

#include "evaluation/evaluate.h"
#include "output/evaluation_pictures.h"

namespace resnext {

/// One self-contained page without a script: figures with their intervals, the reliability plot,
/// the confusion matrix, the classes taken for each other most often with their photos, all
/// classes, and what failed or was left out. A picture that is missing
/// is not shown.
std::string evaluation_to_html(const Evaluation& evaluation, std::span<const Label> labels,
                               const EvaluationPictures& pictures);

}  // namespace resnext
