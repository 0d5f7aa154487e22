// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include "kernels/dot_driver.h"
#include "kernels/dot_lanes_avx512.h"
#include "kernels/dot_pointwise_driver.h"
#include "kernels/dot_steps.h"

namespace resnext {
namespace {

/// AVX512-VNNI: four products a lane.
struct DotInt8Avx512Vnni : DotInt8Lanes512, DotPlainSteps {
  static constexpr DotLayout kLayout = {"dot int8 16 lanes x 4 1", 16, 4, 2};
  static constexpr int kWeightBytes = 64;

  static Weights load_weights(const std::byte* from) { return _mm512_loadu_si512(from); }
  static Sum multiply(Sum sum, Cell cell, Weights weights) {
    return _mm512_dpbusd_epi32(sum, cell, weights);
  }
};

struct PointwiseAvx512Vnni : DotInt8Avx512Vnni {
  static constexpr DotLayout kLayout = {"pointwise int8 16 lanes x 4 1", 16, 4, 4};
  static constexpr int kPixels = 6;  ///< with them, 24 sums in 32 registers
};

}  // namespace

extern const DotKernel kDotInt8Avx512Vnni;
const DotKernel kDotInt8Avx512Vnni =
    DotDriver<DotInt8Avx512Vnni>::kernel("dot_int8:avx512_vnni", DotTypes::kInt8);

extern const DotPointwiseKernel kDotPointwiseAvx512Vnni;
const DotPointwiseKernel kDotPointwiseAvx512Vnni =
    PointwiseDriver<PointwiseAvx512Vnni>::kernel("dot_pointwise:avx512_vnni");

}  // namespace resnext
#endif
