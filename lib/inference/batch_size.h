// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/model_config.h"

// Chooses how many images go through the network together.
namespace resnext {

/// Returns the batch size that pays off for many images (docs/benchmarks.md): 16 where decoding
/// takes longer than the network, otherwise 4. The same on every machine, since the batch size may
/// change a score's last bit.
int batch_size_for_many(const ModelConfig& config);

}  // namespace resnext
