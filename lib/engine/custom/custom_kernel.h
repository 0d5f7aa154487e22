// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/typed_data.h"
#include "engine/execution_options.h"
#include "engine/layer_types.h"
#include "models/network.h"

// The interface of custom kernels: layers that run in place of oneDNN's, or that oneDNN doesn't
// have. Private to lib/engine; knows nothing of oneDNN.
namespace resnext {

/// How the elements of an activation [batch, channels, H, W] lie in memory.
enum class ActivationLayout {
  kNchw,
  kNhwc,     ///< channels last
  kNchw8c,   ///< blocks of eight channels: [batch, channels / 8, H, W, 8]
  kNchw16c,  ///< blocks of sixteen channels
};

/// What a kernel works on. All memory is 64-byte aligned.
struct KernelArguments {
  ConstTypedData source;
  ConstTypedData gate;     ///< the output of Node::gate; empty if the node has none
  ConstTypedData weights;  ///< packed by pack(); empty if weights_size() is 0
  ConstTypedData bias;     ///< one element an output channel; empty without weights; of an 8-bit
                           ///< layer: its constants (int8_constants.h)
  TypedData destination;   ///< on entry the residual, if the node has one
  std::span<std::byte> scratch;
  float scale = 0;  ///< conversions and means: what a unit of the 8-bit integers stands for
};

/// One layer of the network at one batch size. Immutable.
class CustomKernel {
 public:
  CustomKernel() = default;
  virtual ~CustomKernel() = default;
  CustomKernel(const CustomKernel&) = delete;
  CustomKernel& operator=(const CustomKernel&) = delete;

  /// Returns the name for reports: "winograd:avx2".
  virtual std::string name() const = 0;

  virtual LayerTypes types() const = 0;
  virtual ActivationLayout source_layout() const = 0;
  virtual ActivationLayout destination_layout() const = 0;

  /// Returns the number of elements of the packed weights.
  virtual std::size_t weights_size() const = 0;
  /// Returns the size of the scratch memory of all threads.
  virtual std::size_t scratch_bytes() const = 0;

  /// Returns a name for the packed format. Raise its number when the format changes; otherwise
  /// packed weights on disk would be misread (test/kernels/packing_test.cpp detects the change).
  virtual std::string packing() const = 0;

  /// Packs weights from PyTorch's layout. Uses the calling thread's ThreadTeam.
  virtual void pack(const ConstTypedData& weights, const TypedData& packed) const = 0;

  /// Computes the layer; adds a residual that the destination holds.
  virtual void run(const KernelArguments& arguments) const = 0;
};

/// What a custom kernel is requested for.
struct CustomKernelRequest {
  const Node& node;
  int batch;
  int in_size;   ///< height and width, pixels
  int out_size;  ///< height and width, pixels
  int threads;
  LayerTypes types = {};
  ActivationLayout layout =
      ActivationLayout::kNhwc;              ///< of the source, as far as it is one of these
  std::optional<DType> residual_type = {};  ///< of what an 8-bit layer adds, or none
};

}  // namespace resnext
