// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include "kernels/dot_driver.h"
#include "kernels/dot_lanes_avx512.h"
#include "kernels/dot_steps.h"

namespace resnext {
namespace {

/// AVX512-BF16: two products a lane. Its instructions take subnormal numbers for zeros.
struct DotBf16 : DotLanes512, DotWriter512<DotBf16>, DotPlainSteps {
  using Sum = __m512;
  using Cell = __m512i;
  using Weights = __m512i;

  static constexpr DotLayout kLayout = {"dot bf16 16 lanes 1", 16, 2, 2};
  static constexpr int kBytes = 2;
  static constexpr int kWeightBytes = 64;
  static constexpr bool kScaled = false;

  static Weights load_weights(const std::byte* from) { return _mm512_loadu_si512(from); }
  static Sum multiply(Sum sum, Cell cell, Weights weights) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(cell),
                            reinterpret_cast<__m512bh>(weights));
  }
  static __m256i to_bf16(Value value) {
    return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(value));
  }
  static Value finish(Sum sum, const float*, const float* bias) {
    return _mm512_add_ps(sum, _mm512_loadu_ps(bias));
  }
};

}  // namespace

extern const DotKernel kDotBf16Avx512;
const DotKernel kDotBf16Avx512 =
    DotDriver<DotBf16>::kernel("dot_bf16:avx512_bf16", DotTypes::kBf16);

}  // namespace resnext
#endif
