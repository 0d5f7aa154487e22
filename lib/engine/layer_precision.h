// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/custom/kernel_table.h"
#include "engine/layer_types.h"
#include "engine/precision.h"
#include "models/network.h"

// What a network's precision means for each of its layers. Private to lib/engine.
namespace resnext {

/// How this CPU computes in a precision.
enum class Arithmetic {
  kF32,         ///< f32, and 8-bit integers in the layers that have them
  kBF16,        ///< products of bfloat16, sums in f32
  kRoundedF32,  ///< f32 on values rounded to bfloat16, where the CPU has no such products
};

/// Returns how `cpu` computes in `precision`, one of kPrecisions.
Arithmetic arithmetic_of(Precision precision, const CpuFeatures& cpu);

/// Returns whether the node's weights are bfloat16 in a network of that precision: those of
/// convolutions, except the stem's first, which reads the image, and those of attention.
bool has_bf16_weights(const Node& node);

/// Returns whether the node's output is rounded in a bfloat16 network: a feature map, unless it is
/// a max pool's, whose values are rounded already.
bool rounds_output(const Node& node);

/// Returns the types that the node should be computed with, where a fast kernel has them. `source`:
/// the type of what it reads, which pools keep; the global average pool turns 8-bit integers into
/// f32.
LayerTypes layer_types(const Node& node, Arithmetic arithmetic, DType source);

}  // namespace resnext
