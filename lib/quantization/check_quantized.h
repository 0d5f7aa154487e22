// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quantization/calibrate.h"

// Compares a quantized network with the exact one. Private to lib/quantization.
namespace resnext {

/// Fills in what the report says about images held out, time and memory.
void check_quantized(const CalibrationInput& input, const Engine& int8,
                     const std::vector<std::filesystem::path>& held_out,
                     QuantizationReport& report);

}  // namespace resnext
