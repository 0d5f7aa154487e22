// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/tile_layer.h"

#include "base/thread_team.h"
#include "kernels/tile_convolution.h"

namespace resnext {
namespace {

/// Converts the node's convolution to the terms of tile kernels.
TileConvolution tile_convolution(const CustomKernelRequest& request) {
  const Node& node = request.node;
  return {.batch = request.batch,
          .groups = node.groups,
          .in_channels = node.in_channels / node.groups,
          .out_channels = node.out_channels / node.groups,
          .kernel = node.kernel,
          .stride = node.stride,
          .in_size = request.in_size,
          .out_size = request.out_size,
          .residual = node.residual >= 0,
          .relu = node.relu};
}

/// Returns true where tiles were measured to pay: 1x1 convolutions, and 3x3 ones from 8 channels a
/// group on, unless a wide group needs too much padding (48 channels to 64), where Winograd is
/// faster.
bool tiles_pay(const Node& node, const TileConvolution& shape) {
  constexpr int kFewestChannels = 8;
  constexpr int kWide = 32;
  const auto weights = static_cast<std::size_t>(node.out_channels) *
                       static_cast<std::size_t>(shape.in_channels * shape.kernel * shape.kernel);
  return node.padding == node.kernel / 2 && node.dilation == 1 && fits_tiles(shape) &&
         shape.in_channels >= kFewestChannels &&
         (shape.in_channels < kWide || tile_weights_floats(shape) * 2 <= weights * 3);
}

class TileLayer : public CustomKernel {
 public:
  TileLayer(const TileKernel& kernel, const TileConvolution& shape, int threads)
      : kernel_(kernel), shape_(shape), threads_(threads) {
    constexpr std::size_t kPage = 4096;
    thread_scratch_ = (kernel_.scratch_bytes(shape_, threads_) + kPage - 1) / kPage * kPage;
  }

  std::string name() const override { return kernel_.name; }
  LayerTypes types() const override { return {}; }
  ActivationLayout source_layout() const override { return ActivationLayout::kNhwc; }
  ActivationLayout destination_layout() const override { return ActivationLayout::kNhwc; }
  std::size_t weights_size() const override { return tile_weights_floats(shape_); }
  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(threads_) * thread_scratch_;
  }
  std::string packing() const override { return "tiles 1"; }

  void pack(const ConstTypedData& weights, const TypedData& packed) const override {
    pack_tile_weights(shape_, as_f32(weights), as_f32(packed));
  }

  void run(const KernelArguments& arguments) const override {
    const float* const source = as_f32(arguments.source).data();
    const float* const weights = as_f32(arguments.weights).data();
    const float* const bias = as_f32(arguments.bias).data();
    float* const destination = as_f32(arguments.destination).data();
    run_shares(threads_, [&](const ThreadTeam::Place& place) {
      kernel_.run(
          shape_, source, weights, bias, destination,
          arguments.scratch.data() + static_cast<std::size_t>(place.thread) * thread_scratch_,
          place.share, place.shares);
    });
  }

 private:
  const TileKernel& kernel_;
  TileConvolution shape_;
  int threads_;
  std::size_t thread_scratch_;  ///< bytes
};

}  // namespace

std::shared_ptr<const CustomKernel> make_tile_layer(const CustomKernelRequest& request,
                                                    const CpuFeatures& cpu) {
  const TileConvolution shape = tile_convolution(request);
  if (!cpu.amx || amx_kernel() == nullptr || !tiles_pay(request.node, shape)) {
    return nullptr;
  }
  return std::make_shared<TileLayer>(*amx_kernel(), shape, request.threads);
}

}  // namespace resnext
