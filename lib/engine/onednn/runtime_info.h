// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/custom/kernel_table.h"
#include "engine/execution_options.h"

// What oneDNN says of itself and of this CPU.
namespace resnext {

/// Returns oneDNN's version, "2.6.3".
std::string onednn_version();

/// Returns the most capable instruction set that oneDNN uses here, in the spelling of
/// ONEDNN_MAX_CPU_ISA: "AVX2", "AVX512_CORE_VNNI".
std::string instruction_set();

/// Returns the CPU features that custom kernels may use, within the same limit.
CpuFeatures cpu_features();

/// Returns what the layouts of packed weights may depend on besides the network: oneDNN's version,
/// the instruction set, whose kernels run. Weights packed under other settings may be of no use.
/// The precision is resolved.
std::string packing_settings(const ExecutionOptions& options);

}  // namespace resnext
