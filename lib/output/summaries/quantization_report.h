// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "quantization/quantization_report.h"

// Reports a quantization as text and as JSON.
namespace resnext {

/// Returns the report for people: figures, then the layers with the largest share of the error.
std::string quantization_to_table(const QuantizationReport& report);

/// Returns one JSON object with everything that the report holds, layers in order of execution.
/// Shares and errors are parts of 1. "held_out" is null if no image was held out. Ends in a
/// newline.
std::string quantization_to_json(const QuantizationReport& report);

/// Returns whether the error on calibration images is at most what was asked for.
inline bool meets_max_loss(const QuantizationReport& report) {
  return report.calibration_error <= report.max_loss;
}

/// Returns whether the largest output of calibration is beyond the layer's range, by more than the
/// scale's rounding.
inline bool clips(const QuantizedLayer& layer) {
  constexpr double kRounding = 1e-5;
  return layer.range < layer.largest * (1 - kRounding);
}

/// Returns how many times as fast int8 is, as "3.00", or nothing if time was not measured.
std::string speed_text(const QuantizationReport& report);

/// Returns "1 thread", "2 threads".
std::string threads_text(int threads);

}  // namespace resnext
