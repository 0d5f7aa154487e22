#pragma once

#include <string>

namespace resnext {

/// oneDNN's version, "2.6.3".
std::string onednn_version();

/// The most capable instruction set that oneDNN uses here, in the spelling of
/// ONEDNN_MAX_CPU_ISA: "AVX2", "AVX512_CORE_VNNI".
std::string instruction_set();

}  // namespace resnext
