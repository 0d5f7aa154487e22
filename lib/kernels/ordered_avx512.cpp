// SPDX-License-Identifier: Apache-2.0
#include "kernels/ordered_driver.h"

namespace resnext {
namespace {

using Driver = OrderedDriver<16, 4, 4>;

}  // namespace

extern const OrderedKernel kOrderedAvx512;
const OrderedKernel kOrderedAvx512 = {"ordered:avx512", &Driver::scratch_floats, &Driver::units,
                                      &Driver::run};

}  // namespace resnext
