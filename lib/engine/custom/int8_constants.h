// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "models/fold_batch_norm.h"

// What a layer of 8-bit integers needs besides its weights. Private to lib/engine.
namespace resnext {

/// What a unit of the integers around a layer stands for; 0 where there are none.
struct Int8Scales {
  float source = 0;
  float residual = 0;
};

/// A layer's constants: its output is fma(sum, scale[o], bias[o]), plus residual_scale times the
/// residual, in units of the output. Views of one row: bias, scale, residual_scale.
struct Int8Constants {
  std::span<const float> bias;
  std::span<const float> scale;
  float residual_scale = 0;
};

/// Returns the length of the row.
std::size_t int8_constants_size(int out_channels);

/// Fills the row, each number computed in f64 and rounded once, so that all CPUs have the same.
void fill_int8_constants(const FoldedWeights& weights, const Int8Scales& scales,
                         std::span<float> row);

Int8Constants int8_constants(std::span<const float> row);

}  // namespace resnext
