// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/runtime_info.h"

#include <fmt/format.h>

#include <dnnl.hpp>

namespace resnext {

std::string onednn_version() {
  const dnnl::version_t* version = dnnl::version();
  return fmt::format("{}.{}.{}", version->major, version->minor, version->patch);
}

#if defined(__aarch64__)

namespace {

/// Returns oneDNN's bits for this CPU. On Arm they mean other instructions than those that oneDNN's
/// header names.
unsigned arm_instructions() { return static_cast<unsigned>(dnnl::get_effective_cpu_isa()); }

}  // namespace

std::string instruction_set() {
  switch (arm_instructions()) {
    case 0x1:
      return "ASIMD";
    case 0x3:
      return "SVE_128";
    case 0x7:
      return "SVE_256";
    case 0x1F:
      return "SVE_512";
    default:
      return "other";
  }
}

CpuFeatures cpu_features() { return {.lanes = 4}; }

#else

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
#if DNNL_VERSION_MAJOR >= 3
    case dnnl::cpu_isa::avx2_vnni_2:
      return "AVX2_VNNI_2";
    case dnnl::cpu_isa::avx512_core_fp16:
      return "AVX512_CORE_FP16";
    case dnnl::cpu_isa::avx512_core_amx_fp16:
      return "AVX512_CORE_AMX_FP16";
#endif
    default:
      return "other";
  }
}

CpuFeatures cpu_features() {
  using dnnl::cpu_isa;
  switch (dnnl::get_effective_cpu_isa()) {
    case cpu_isa::avx2:
      return {.lanes = 8};
    case cpu_isa::avx2_vnni:
#if DNNL_VERSION_MAJOR >= 3
    case cpu_isa::avx2_vnni_2:
#endif
      return {.lanes = 8, .vnni = true};
    case cpu_isa::avx512_core:
      return {.lanes = 16};
    case cpu_isa::avx512_core_vnni:
      return {.lanes = 16, .vnni = true};
    case cpu_isa::avx512_core_bf16:
#if DNNL_VERSION_MAJOR >= 3
    case cpu_isa::avx512_core_fp16:
#endif
      return {.lanes = 16, .bf16 = true, .vnni = true};
    case cpu_isa::avx512_core_amx:
#if DNNL_VERSION_MAJOR >= 3
    case cpu_isa::avx512_core_amx_fp16:
#endif
      return {.lanes = 16, .amx = true, .bf16 = true, .vnni = true};
    default:
      return {};
  }
}

#endif

std::string packing_settings(const ExecutionOptions& options) {
  // Raise it when folding or scaling changes what is packed; custom kernels number their layouts.
  constexpr const char* kRevision = "packing 1";
  const Precision precision = options.precision;
  return fmt::format("{}, oneDNN {}, {}{}{}", kRevision, onednn_version(), instruction_set(),
                     options.kernels == KernelChoice::kAuto ? ", custom kernels" : "",
                     precision == Precision::kF32 ? "" : fmt::format(", {}", to_string(precision)));
}

}  // namespace resnext
