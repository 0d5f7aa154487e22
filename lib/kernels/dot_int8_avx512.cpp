// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include "kernels/dot_driver.h"
#include "kernels/dot_lanes_avx512.h"
#include "kernels/dot_pointwise_driver.h"
#include "kernels/dot_steps.h"

namespace resnext {
namespace {

/// AVX-512 without VNNI: two products a lane, of numbers widened to 16 bits.
struct DotInt8Avx512 : DotInt8Lanes512, DotWidenedSteps {
  static constexpr DotLayout kLayout = {"dot int8 16 lanes x 2 1", 16, 2, 2};
  static constexpr int kWeightBytes = 32;

  static Weights load_weights(const std::byte* from) {
    return _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  }
  static Sum multiply(Sum sum, Cell cell, Weights weights) {
    return _mm512_add_epi32(sum, _mm512_madd_epi16(cell, weights));
  }
};

struct PointwiseAvx512 : DotInt8Avx512 {
  static constexpr DotLayout kLayout = {"pointwise int8 16 lanes x 2 1", 16, 2, 4};
  static constexpr int kPixels = 6;  ///< with them, 24 sums in 32 registers
};

}  // namespace

extern const DotKernel kDotInt8Avx512;
const DotKernel kDotInt8Avx512 =
    DotDriver<DotInt8Avx512>::kernel("dot_int8:avx512", DotTypes::kInt8);

extern const DotPointwiseKernel kDotPointwiseAvx512;
const DotPointwiseKernel kDotPointwiseAvx512 =
    PointwiseDriver<PointwiseAvx512>::kernel("dot_pointwise:avx512");

}  // namespace resnext
#endif
