// SPDX-License-Identifier: Apache-2.0
#include "engine/precision.h"

#include <stdexcept>
#include <string>

#include "engine/onednn/runtime_info.h"

namespace resnext {

const char* to_string(Precision precision) {
  switch (precision) {
    case Precision::kOwn:
      return "own";
    case Precision::kF32:
      return "f32";
    case Precision::kBF16:
      return "bf16";
    case Precision::kInt8:
      return "int8";
    case Precision::kAuto:
      return "auto";
  }
  throw std::logic_error("unknown precision");
}

bool has_instructions_for(Precision precision) {
  switch (precision) {
    case Precision::kBF16:
      return cpu_features().bf16;
    case Precision::kInt8:
      return cpu_features().vnni;
    default:
      return true;
  }
}

bool fits_precision(Precision asked, bool quantized) {
  return asked == Precision::kOwn || asked == Precision::kAuto ||
         (asked == Precision::kInt8) == quantized;
}

Precision resolve_precision(Precision asked, bool quantized) {
  if (!fits_precision(asked, quantized)) {
    throw std::invalid_argument(std::string("the network doesn't compute in ") + to_string(asked));
  }
  if (quantized) {
    return Precision::kInt8;
  }
  if (asked == Precision::kAuto && has_instructions_for(Precision::kBF16)) {
    return Precision::kBF16;
  }
  return asked == Precision::kBF16 ? asked : Precision::kF32;
}

}  // namespace resnext
