// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <string>
#include <vector>

#include "engine/custom/int8_constants.h"
#include "engine/onednn/layer_kernels.h"
#include "engine/packed_layers.h"
#include "models/fold_batch_norm.h"

// Brings one layer's weights into its kernel's layout. Private to lib/engine.
namespace resnext {

/// A node's weights in its kernel's layout.
struct PackedWeights {
  dnnl::memory weights;
  dnnl::memory bias;   ///< f32; see LayerKernel::bias
  std::string layout;  ///< name of the layout; empty if it has none
  DType dtype = DType::kF32;
};

/// Folds and packs one tensor after another, through a staging buffer as large as the largest
/// tensor.
class WeightPacker {
 public:
  /// `largest`: elements of the largest tensor. The buffer is allocated at its full size when first
  /// needed, since growing it would fragment memory. `precision`: of the network; not kAuto.
  WeightPacker(const dnnl::engine& engine, std::int64_t largest, Precision precision)
      : engine_(engine),
        stream_(engine),
        largest_(static_cast<std::size_t>(largest)),
        precision_(precision) {}

  /// Multiplies the weights by the folded scale, into the staging buffer, and rounds them to what
  /// the network's precision makes of them; their own memory is not needed afterwards, nor read by
  /// pack(). Throws WeightsError, naming the tensor, for weights that are not finite.
  void stage(const Node& node, const FoldedWeights& folded);

  /// Reorders the staged weights from PyTorch's layout into `kernel.weights`. Both use the
  /// calling thread's ThreadTeam.
  PackedWeights pack(const Node& node, const FoldedWeights& folded, const LayerKernel& kernel);

  /// Packs the weights of an 8-bit layer as they are, without staging.
  PackedWeights pack_int8(const FoldedWeights& folded, const Int8Scales& scales,
                          const LayerKernel& kernel);

  /// Uses weights that were packed earlier, in place. `data`: of the type and size of
  /// `kernel.weights`, in its layout. `scales`: of an 8-bit layer.
  PackedWeights adopt(const ConstTypedData& data, const FoldedWeights& folded,
                      const Int8Scales& scales, const LayerKernel& kernel);

 private:
  PackedWeights allocate(const LayerKernel& kernel) const;
  static void fill_bias(const FoldedWeights& folded, const Int8Scales& scales,
                        PackedWeights& packed);

  dnnl::engine engine_;
  dnnl::stream stream_;
  std::size_t largest_;
  Precision precision_;
  std::vector<float> staging_;
};

/// Returns the memory of packed weights with its type.
ConstTypedData data_of(const dnnl::memory& weights, DType dtype);

}  // namespace resnext
