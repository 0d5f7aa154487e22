// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evaluation/evaluate.h"
#include "output/evaluation_pictures.h"

// The page that shows an evaluation.
namespace resnext {

/// Returns one self-contained page without a script: figures with their intervals, the reliability
/// plot, the confusion matrix, the classes confused most often with their photos, all classes, and
/// what was left out, which is summed up at the top. Missing pictures are not shown.
std::string evaluation_to_html(const Evaluation& evaluation, std::span<const Label> labels,
                               const EvaluationPictures& pictures);

}  // namespace resnext
