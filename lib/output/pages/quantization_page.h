// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "quantization/quantization_report.h"

// The page that shows a quantization.
namespace resnext {

/// Returns one self-contained page without a script: figures, whether the error is what was asked
/// for, all layers in order of execution with bars, and the images that were left out.
std::string quantization_to_html(const QuantizationReport& report);

}  // namespace resnext
