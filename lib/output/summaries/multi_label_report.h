// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evaluation/evaluate_multi_label.h"

// Reports the evaluation of a model whose classes don't exclude each other.
namespace resnext {

/// Returns the report for people.
std::string multi_label_table(const MultiLabelEvaluation& evaluation);

/// Returns the report as a JSON object, with a final newline. Shares are percent.
std::string multi_label_json(const MultiLabelEvaluation& evaluation);

}  // namespace resnext
