// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inference/image_result.h"

// Says what a class activation map shows.
namespace resnext {

/// Returns "evidence for espresso, 95.32 %", or with logits "evidence for espresso, 7.310"; nothing
/// without a map.
std::string evidence_text(const ImageResult& result);

}  // namespace resnext
