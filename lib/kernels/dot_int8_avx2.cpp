// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include "kernels/dot_driver.h"
#include "kernels/dot_lanes_avx2.h"
#include "kernels/dot_pointwise_driver.h"
#include "kernels/dot_steps.h"

namespace resnext {
namespace {

/// AVX2: two products a lane, of numbers widened to 16 bits.
struct DotInt8Avx2 : DotLanes256, DotWidenedSteps {
  static constexpr DotLayout kLayout = {"dot int8 8 lanes x 2 1", 8, 2, 1};
  static constexpr int kRun = 7;
  static constexpr int kBytes = 1;
  static constexpr int kWeightBytes = 16;

  static Weights load_weights(const std::byte* from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  }
  static Sum multiply(Sum sum, Cell cell, Weights weights) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(cell, weights));
  }
};

struct PointwiseAvx2 : DotInt8Avx2 {
  static constexpr DotLayout kLayout = {"pointwise int8 8 lanes x 2 1", 8, 2, 2};
  static constexpr int kPixels = 6;  ///< with them, 12 sums in 16 registers
};

}  // namespace

extern const DotKernel kDotInt8Avx2;
const DotKernel kDotInt8Avx2 = DotDriver<DotInt8Avx2>::kernel("dot_int8:avx2", DotTypes::kInt8);

extern const DotPointwiseKernel kDotPointwiseAvx2;
const DotPointwiseKernel kDotPointwiseAvx2 =
    PointwiseDriver<PointwiseAvx2>::kernel("dot_pointwise:avx2");

}  // namespace resnext
#endif
