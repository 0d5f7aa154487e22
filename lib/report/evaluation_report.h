#pragma once

#include <string>

#include "task/evaluate.h"

namespace resnext {

/// One JSON object: totals, accuracies in percent, per-class accuracy, failures. Ends in a newline.
std::string evaluation_to_json(const Evaluation& evaluation);

/// The same for people: totals, then classes from the least to the best recognised.
std::string evaluation_to_table(const Evaluation& evaluation);

}  // namespace resnext
