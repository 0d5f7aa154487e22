// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/precision.h"

// How a network is executed: passed on unchanged from the command line to the kernels.
namespace resnext {

/// Whose kernels run the convolutions.
enum class KernelChoice {
  kAuto,    ///< for each layer the one measured to be faster
  kOneDnn,  ///< oneDNN's only
};

/// Returns the name that --kernels has for it: "auto", "onednn".
constexpr const char* to_string(KernelChoice kernels) {
  return kernels == KernelChoice::kAuto ? "auto" : "onednn";
}

struct ExecutionOptions {
  /// Threads of one run; 0 uses every CPU that this process may use. The engine resolves it.
  int threads = 0;
  KernelChoice kernels = KernelChoice::kAuto;
  Precision precision = Precision::kOwn;  ///< the engine resolves it
};

}  // namespace resnext
