// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/ordered_driver.h"

namespace resnext {
namespace {

struct Lanes256 {
  using Vector = __m256;

  static constexpr int kCount = 8;

  static Vector add_products(Vector sum, float value, const float* from) {
    return _mm256_fmadd_ps(_mm256_set1_ps(value), _mm256_loadu_ps(from), sum);
  }
  static void store(Vector vector, float* to) { _mm256_storeu_ps(to, vector); }
};

using Driver = OrderedDriver<Lanes256, 1, 6>;

}  // namespace

extern const OrderedKernel kOrderedAvx2;
const OrderedKernel kOrderedAvx2 = {"ordered:avx2", &Driver::scratch_floats, &Driver::units,
                                    &Driver::run};

}  // namespace resnext
#endif
