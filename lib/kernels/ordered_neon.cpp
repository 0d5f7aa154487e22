// SPDX-License-Identifier: Apache-2.0
#include "kernels/ordered_driver.h"

namespace resnext {
namespace {

using Driver = OrderedDriver<4, 1, 5>;

}  // namespace

extern const OrderedKernel kOrderedNeon;
const OrderedKernel kOrderedNeon = {"ordered:neon", &Driver::scratch_floats, &Driver::units,
                                    &Driver::run};

}  // namespace resnext
