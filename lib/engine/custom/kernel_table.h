// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/custom_kernel.h"

// The table of custom kernels, and the one place that chooses among them.
namespace resnext {

/// What a kernel may use of this CPU. Follows ONEDNN_MAX_CPU_ISA, as oneDNN does.
struct CpuFeatures {
  /// f32 elements of the vectors that oneDNN uses: 16 or 8, or 0 for fewer; on 64-bit Arm 4.
  int lanes = 0;
  bool amx = false;   ///< tile registers
  bool bf16 = false;  ///< products of bfloat16
  bool vnni = false;  ///< products of 8-bit integers
};

/// Returns the first kernel of the table that applies to the request; nullptr leaves the layer to
/// oneDNN. The choice does not depend on the batch size, so that all sessions share the packed
/// weights.
std::shared_ptr<const CustomKernel> choose_custom_kernel(const CustomKernelRequest& request,
                                                         const CpuFeatures& cpu,
                                                         KernelChoice choice);

}  // namespace resnext
