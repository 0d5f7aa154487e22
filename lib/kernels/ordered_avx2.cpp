// SPDX-License-Identifier: Apache-2.0
#include "kernels/ordered_driver.h"

namespace resnext {
namespace {

using Driver = OrderedDriver<8, 1, 6>;

}  // namespace

extern const OrderedKernel kOrderedAvx2;
const OrderedKernel kOrderedAvx2 = {"ordered:avx2", &Driver::scratch_floats, &Driver::units,
                                    &Driver::run};

}  // namespace resnext
