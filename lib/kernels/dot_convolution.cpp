// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_convolution.h"

namespace resnext {

extern const DotKernel kDotBf16Reference;
extern const DotKernel kDotInt8Reference;

namespace {

const DotKernel* reference(DotTypes types) {
  return types == DotTypes::kBf16 ? &kDotBf16Reference : &kDotInt8Reference;
}

}  // namespace

#ifdef RESNEXT_X86_KERNELS
extern const DotKernel kDotBf16Avx512;
extern const DotKernel kDotInt8Avx2;
extern const DotKernel kDotInt8AvxVnni;
extern const DotKernel kDotInt8Avx512;
extern const DotKernel kDotInt8Avx512Vnni;

namespace {

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx_vnni() {
  // Compilers of 2022 don't know it by name: CPUID leaf 7, subleaf 1, EAX bit 4.
  unsigned eax = 7;
  unsigned ebx = 0;
  unsigned ecx = 1;
  unsigned edx = 0;
  __asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
  return has_avx2() && (eax & 1U << 4) != 0;
}

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl");
}

}  // namespace

const DotKernel* dot_kernel(DotTypes types, DotIsa isa) {
  const bool int8 = types == DotTypes::kInt8;
  switch (isa) {
    case DotIsa::kReference:
      return reference(types);
    case DotIsa::kAvx2:
      return int8 && has_avx2() ? &kDotInt8Avx2 : nullptr;
    case DotIsa::kAvxVnni:
      return int8 && has_avx_vnni() ? &kDotInt8AvxVnni : nullptr;
    case DotIsa::kAvx512:
      return int8 && has_avx512() ? &kDotInt8Avx512 : nullptr;
    case DotIsa::kAvx512Vnni:
      return int8 && has_avx512() && __builtin_cpu_supports("avx512vnni") ? &kDotInt8Avx512Vnni
                                                                          : nullptr;
    case DotIsa::kAvx512Bf16:
      return !int8 && has_avx512() && __builtin_cpu_supports("avx512bf16") ? &kDotBf16Avx512
                                                                           : nullptr;
  }
  return nullptr;
}
#else
const DotKernel* dot_kernel(DotTypes types, DotIsa isa) {
  return isa == DotIsa::kReference ? reference(types) : nullptr;
}
#endif

}  // namespace resnext
