// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <functional>
#include <vector>

#include "engine/packed_layers.h"
#include "engine/plan.h"
#include "engine/weight_packer.h"

// The second of the engine's three phases, choose -> pack -> bind: brings the weights into the
// layouts that were chosen. Private to lib/engine.
namespace resnext {

/// Called with a weight tensor; may be empty.
using TensorHook = std::function<void(const TensorView&)>;

struct PackOptions {
  Precision precision = Precision::kF32;  ///< one of kPrecisions
  /// Called before and right after a tensor is read.
  TensorHook before_reading = {};
  TensorHook after_reading = {};
  /// Layers packed earlier; those in the chosen layout are used in place.
  const std::vector<PackedLayer>& ready;
};

struct PackedNetwork {
  std::vector<PackedWeights> weights;  ///< one for each node; empty for pools
  std::vector<float> output_scales;    ///< FoldedWeights::output_scale of each node
  std::size_t bytes = 0;
  std::size_t reused_bytes = 0;  ///< of these, those of PackOptions::ready
};

/// Packs one tensor at a time, so that the peak is one copy of the weights and one tensor. Uses
/// the calling thread's ThreadTeam. Throws WeightsError for weights that are not finite, Error if
/// memory runs out.
PackedNetwork pack_weights(const dnnl::engine& engine, const Plan& plan,
                           const FoldedNetwork& folded, const PackOptions& options);

/// Repacks, for a plan of another batch size, the layers whose layout in `plan` differs from
/// `packed`. The others stay empty.
std::vector<PackedWeights> repack_weights(const dnnl::engine& engine, const Plan& plan,
                                          const std::vector<PackedWeights>& packed);

}  // namespace resnext
