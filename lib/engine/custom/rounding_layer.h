// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/custom_kernel.h"

// Rounds an activation to bfloat16, on CPUs without products of bfloat16.
namespace resnext {

/// Makes a kernel that rounds f32 values to bfloat16 in place, whatever their layout. The layouts
/// that it names are of no meaning.
std::shared_ptr<const CustomKernel> make_rounding_layer();

}  // namespace resnext
