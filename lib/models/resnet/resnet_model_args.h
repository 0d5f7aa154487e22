// SPDX-License-Identifier: Apache-2.0
#pragma once

// timm's arguments for residual networks ("model_args" of config.json; timm/models/resnet.py, class
// ResNet). Private to lib/models/resnet.

#include "models/json_fields.h"
#include "models/resnet/resnet.h"

namespace resnext {

/// Returns `base` with timm's arguments. Throws ConfigError for values out of range and for
/// arguments that are unknown.
ResNet with_timm_args(ResNet base, const JsonFields& args);

/// Returns the arguments that turn `base` into `wanted` in timm, as far as JSON can state them:
/// layers, cardinality and base width always, others where they differ. Blocks, anti-aliasing, the
/// reduction of squeeze-and-excitation, pruned widths and odd stems can't be stated.
nlohmann::ordered_json timm_args(const ResNet& base, const ResNet& wanted);

}  // namespace resnext
