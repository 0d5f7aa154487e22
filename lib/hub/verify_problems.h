// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hub/verify.h"

// What is wrong with a checkpoint, in words. Private to lib/hub.
namespace resnext {

/// Appends one sentence to `result.problems` for each fact in `result` that speaks against the
/// file.
void add_problems(WeightsVerification& result);

}  // namespace resnext
