// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/ordered_driver.h"

namespace resnext {
namespace {

struct Lanes512 {
  using Vector = __m512;

  static constexpr int kCount = 16;

  static Vector add_products(Vector sum, float value, const float* from) {
    return _mm512_fmadd_ps(_mm512_set1_ps(value), _mm512_loadu_ps(from), sum);
  }
  static void store(Vector vector, float* to) { _mm512_storeu_ps(to, vector); }
};

using Driver = OrderedDriver<Lanes512, 4, 4>;

}  // namespace

extern const OrderedKernel kOrderedAvx512;
const OrderedKernel kOrderedAvx512 = {"ordered:avx512", &Driver::scratch_floats, &Driver::units,
                                      &Driver::run};

}  // namespace resnext
#endif
