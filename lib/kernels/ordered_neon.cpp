// SPDX-License-Identifier: Apache-2.0
#if defined(__aarch64__)
#include <arm_neon.h>

#include "kernels/ordered_driver.h"

namespace resnext {
namespace {

struct LanesNeon {
  using Vector = float32x4_t;

  static constexpr int kCount = 4;

  static Vector add_products(Vector sum, float value, const float* from) {
    return vfmaq_n_f32(sum, vld1q_f32(from), value);
  }
  static void store(Vector vector, float* to) { vst1q_f32(to, vector); }
};

using Driver = OrderedDriver<LanesNeon, 1, 5>;

}  // namespace

extern const OrderedKernel kOrderedNeon;
const OrderedKernel kOrderedNeon = {"ordered:neon", &Driver::scratch_floats, &Driver::units,
                                    &Driver::run};

}  // namespace resnext
#endif
