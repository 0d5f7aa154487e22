// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/checks/kernel_check.h"

// Compares what the engine computes on this CPU, with oneDNN's kernels and the custom ones, with
// the definition of the layers.
namespace resnext {

/// Checks the logits of a small ResNeXt on `threads` threads (0: all that this process may use),
/// for each KernelChoice and Precision, and matrix products. Takes about a second. Throws Error if
/// oneDNN can't run the network.
std::vector<KernelCheck> check_engine(int threads);

}  // namespace resnext
