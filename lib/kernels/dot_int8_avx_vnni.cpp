// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include "kernels/dot_driver.h"
#include "kernels/dot_lanes_avx2.h"
#include "kernels/dot_pointwise_driver.h"
#include "kernels/dot_steps.h"

namespace resnext {
namespace {

/// AVX-VNNI: four products a lane.
struct DotInt8AvxVnni : DotLanes256, DotPlainSteps {
  static constexpr DotLayout kLayout = {"dot int8 8 lanes x 4 1", 8, 4, 1};
  static constexpr int kRun = 14;  ///< sums in 16 registers
  static constexpr int kBytes = 1;
  static constexpr int kWeightBytes = 32;

  static Weights load_weights(const std::byte* from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  }
  static Sum multiply(Sum sum, Cell cell, Weights weights) {
    return _mm256_dpbusd_avx_epi32(sum, cell, weights);
  }
};

struct PointwiseAvxVnni : DotInt8AvxVnni {
  static constexpr DotLayout kLayout = {"pointwise int8 8 lanes x 4 1", 8, 4, 2};
  static constexpr int kPixels = 6;  ///< with them, 12 sums in 16 registers
};

}  // namespace

extern const DotKernel kDotInt8AvxVnni;
const DotKernel kDotInt8AvxVnni =
    DotDriver<DotInt8AvxVnni>::kernel("dot_int8:avx_vnni", DotTypes::kInt8);

extern const DotPointwiseKernel kDotPointwiseAvxVnni;
const DotPointwiseKernel kDotPointwiseAvxVnni =
    PointwiseDriver<PointwiseAvxVnni>::kernel("dot_pointwise:avx_vnni");

}  // namespace resnext
#endif
