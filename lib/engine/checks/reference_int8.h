// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/checks/reference_activation.h"
#include "models/fold_batch_norm.h"

// Layers of 8-bit integers by their definition. Private to lib/engine/checks.
namespace resnext {

/// What a layer reads: values, and what a unit of the integers that they become stands for.
struct ReferenceInput {
  const ReferenceActivation& values;
  float scale;
};

/// Returns the output of an 8-bit convolution as the values that its integers stand for. Where the
/// engine rounds to f32, so does this.
ReferenceActivation int8_convolution(const Node& node, const FoldedWeights& weights, int out_size,
                                     const ReferenceInput& input,
                                     const std::optional<ReferenceInput>& residual);

}  // namespace resnext
