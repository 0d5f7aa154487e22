// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inference/diagnosis.h"

// Reports on the machine and its kernels.
namespace resnext {

/// Returns a diagnosis for people; ends with what was found.
std::string diagnosis_to_text(const Diagnosis& diagnosis);

/// Returns one JSON object; ends in a newline.
std::string diagnosis_to_json(const Diagnosis& diagnosis);

}  // namespace resnext
