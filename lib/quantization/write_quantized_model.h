// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quantization/quantize_model.h"
#include "training/new_folder.h"

// Writes a quantized model: its weights and the config.json that describes it.
namespace resnext {

/// Writes model.safetensors and config.json into `folder`. Throws OutputError, CheckpointError.
void write_quantized_model(const OpenedModel& base, const QuantizedModel& model,
                           const NewFolder& folder);

}  // namespace resnext
