// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include "kernels/dot_driver.h"
#include "kernels/dot_lanes_avx2.h"

namespace resnext {
namespace {

/// AVX2: two products a lane, of numbers widened to 16 bits. vpmaddubsw would take four products of
/// 8 bits, but saturates sums of two at 16 bits.
struct DotInt8Avx2 : DotLanes256 {
  static constexpr DotLayout kLayout = {"dot int8 8 lanes x 2 1", 8, 2, 1};
  static constexpr int kRun = 7;
  static constexpr int kBytes = 1;
  static constexpr int kStepBytes = 2;
  static constexpr int kWeightBytes = 16;

  static std::uint64_t two_steps(const std::byte* from) {
    int bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    return static_cast<std::uint64_t>(
        _mm_cvtsi128_si64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(bytes))));
  }
  static __m128i four_steps(const std::byte* from) {
    return _mm_cvtepu8_epi16(_mm_loadu_si64(from));
  }
  static Weights load_weights(const std::byte* from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  }
  static Sum multiply(Sum sum, Cell cell, Weights weights) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(cell, weights));
  }
};

}  // namespace

extern const DotKernel kDotInt8Avx2;
const DotKernel kDotInt8Avx2 = DotDriver<DotInt8Avx2>::kernel("dot_int8:avx2", DotTypes::kInt8);

}  // namespace resnext
#endif
