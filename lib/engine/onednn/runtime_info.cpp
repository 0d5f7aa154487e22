#include "engine/onednn/runtime_info.h"

#include <dnnl.hpp>

namespace resnext {

std::string onednn_version() {
  const dnnl::version_t* version = dnnl::version();
  return std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
         std::to_string(version->patch);
}

std::string instruction_set() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41:
      return "SSE41";
    case dnnl::cpu_isa::avx:
      return "AVX";
    case dnnl::cpu_isa::avx2:
      return "AVX2";
    case dnnl::cpu_isa::avx2_vnni:
      return "AVX2_VNNI";
    case dnnl::cpu_isa::avx512_core:
      return "AVX512_CORE";
    case dnnl::cpu_isa::avx512_core_vnni:
      return "AVX512_CORE_VNNI";
    case dnnl::cpu_isa::avx512_core_bf16:
      return "AVX512_CORE_BF16";
    case dnnl::cpu_isa::avx512_core_amx:
      return "AVX512_CORE_AMX";
    default:
      return "other";
  }
}

std::string packing_settings(const ExecutionOptions& options) {
  // To be raised when folding or scaling changes what is packed; own kernels number their layouts.
  constexpr const char* kRevision = "packing 1";
  return kRevision + (", oneDNN " + onednn_version()) + ", " + instruction_set() +
         (options.kernels == KernelChoice::kAuto ? ", own kernels" : "");
}

}  // namespace resnext
