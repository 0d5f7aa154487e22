// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/custom_kernel.h"

// Steps between f32 and 8-bit integers, channels last. KernelArguments::scale is what a unit of the
// integers stands for.
namespace resnext {

/// Makes a kernel that rounds f32 to kU8 or kI8, or widens these to f32 (kernels/int8_values.h).
std::shared_ptr<const CustomKernel> make_int8_conversion(DType source, DType destination);

/// Makes the global average pool of 8-bit integers, which gives f32.
std::shared_ptr<const CustomKernel> make_int8_mean(const CustomKernelRequest& request);

}  // namespace resnext
