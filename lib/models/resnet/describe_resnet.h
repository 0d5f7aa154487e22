// SPDX-License-Identifier: Apache-2.0
#pragma once

// A residual network's parameters for reports and for people. Private to lib/models/resnet.

#include <string>
#include <vector>

#include "models/resnet/resnet.h"

namespace resnext {

/// Returns layers, cardinality and base width, and what else differs from a plain ResNeXt.
std::vector<ArchitectureField> resnet_fields(const ResNet& parameters);

/// Returns one line: "bottleneck blocks 3, 4, 6, 3; cardinality 1, base width 64; deep stem of
/// width 32, average-pooled shortcuts".
std::string describe_resnet(const ResNet& parameters);

}  // namespace resnext
