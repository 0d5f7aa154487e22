// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <functional>
#include <vector>

#include "engine/packed_layers.h"
#include "engine/plan.h"
#include "engine/weight_packer.h"

namespace resnext {

/// The second of the engine's three phases, choose -> pack -> bind: brings the weights into the
/// layouts that were chosen. Private to lib/engine.

/// Hears of a weight tensor; may be empty.
using TensorHook = std::function<void(const TensorView&)>;

struct PackOptions {
  /// Called some time before and right after a tensor is read.
  TensorHook before_reading = {};
  TensorHook after_reading = {};
  /// Layers packed earlier; those in the layout wanted now are used where they lie.
  const std::vector<PackedLayer>& ready;
};

struct PackedNetwork {
  std::vector<PackedWeights> weights;  ///< one a node; empty for pools
  std::size_t bytes = 0;
  std::size_t reused_bytes = 0;  ///< of these, those of PackOptions::ready
};

/// Packs one tensor at a time, so that the peak is one copy of the weights and one tensor. Uses
/// OpenMP's current number of threads. Throws WeightsError for weights that are not finite, Error
/// if memory runs out.
PackedNetwork pack_weights(const dnnl::engine& engine, const Plan& plan,
                           const FoldedNetwork& folded, const PackOptions& options);

/// Packs anew, for a plan of another batch size, the layers that `plan` wants in another layout
/// than `packed` has them in. The others stay empty.
std::vector<PackedWeights> repack_weights(const dnnl::engine& engine, const Plan& plan,
                                          const std::vector<PackedWeights>& packed);

}  // namespace resnext
