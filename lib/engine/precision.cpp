// SPDX-License-Identifier: Apache-2.0
#include "engine/precision.h"

#include <stdexcept>

#include "engine/onednn/runtime_info.h"

namespace resnext {

const char* to_string(Precision precision) {
  switch (precision) {
    case Precision::kF32:
      return "f32";
    case Precision::kBF16:
      return "bf16";
    case Precision::kAuto:
      return "auto";
  }
  throw std::logic_error("unknown precision");
}

bool has_instructions_for(Precision precision) {
  return precision != Precision::kBF16 || cpu_features().bf16;
}

Precision resolve_precision(Precision asked) {
  if (asked != Precision::kAuto) {
    return asked;
  }
  return has_instructions_for(Precision::kBF16) ? Precision::kBF16 : Precision::kF32;
}

}  // namespace resnext
