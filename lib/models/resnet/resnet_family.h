// SPDX-License-Identifier: Apache-2.0
#pragma once

// The row of the residual networks in the table of families.

#include "models/family.h"

namespace resnext {

const Family& resnet_family();

}  // namespace resnext
