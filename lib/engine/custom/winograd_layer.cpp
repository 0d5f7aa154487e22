// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/winograd_layer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/thread_team.h"
#include "kernels/winograd.h"

namespace resnext {
namespace {

/// Returns true where Winograd was measured to pay: grouped 3x3 convolutions with stride 1 on at
/// least 14x14 pixels, from 8 channels a group on with AVX2 and from 48 with AVX-512. With NEON the
/// limit is AVX2's: no Arm CPU was at hand.
bool winograd_pays(const CustomKernelRequest& request, int lanes) {
  constexpr int kSmallestSize = 14;
  constexpr int kFewestChannels = 8;
  constexpr int kFewestChannelsAvx512 = 48;
  const Node& node = request.node;
  const int channels = node.out_channels / node.groups;
  return node.groups > 1 && node.kernel == 3 && node.stride == 1 && node.padding == 1 &&
         node.dilation == 1 && node.in_channels == node.out_channels && node.residual < 0 &&
         request.out_size >= kSmallestSize && channels % lanes == 0 &&
         channels >= (lanes == 16 ? kFewestChannelsAvx512 : kFewestChannels);
}

/// More than one, so that a thread that has lost its CPU holds up little; few enough that the
/// scratch memory's first use costs nothing.
constexpr int kSharesPerThread = 4;

class WinogradLayer : public CustomKernel {
 public:
  WinogradLayer(const WinogradKernel& kernel, const CustomKernelRequest& request)
      : kernel_(kernel), threads_(request.threads) {
    const Node& node = request.node;
    const std::ptrdiff_t pixels = std::ptrdiff_t{request.out_size} * request.out_size;
    shape_ = {request.batch, node.groups, node.out_channels / node.groups, request.out_size,
              node.relu};
    layout_ = channels_last()
                  ? BlockedLayout{pixels * node.out_channels, kernel.lanes, node.out_channels}
                  : BlockedLayout{pixels * node.out_channels, pixels * kernel.lanes, kernel.lanes};
  }

  std::string name() const override { return kernel_.name; }
  LayerTypes types() const override { return {}; }
  ActivationLayout source_layout() const override {
    return channels_last() ? ActivationLayout::kNhwc : ActivationLayout::kNchw8c;
  }
  ActivationLayout destination_layout() const override { return source_layout(); }
  std::size_t weights_size() const override {
    return static_cast<std::size_t>(shape_.groups) *
           static_cast<std::size_t>(shape_.channels * shape_.channels * 9);
  }
  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(threads_) * kernel_.scratch_floats(shape_) * sizeof(float);
  }
  std::string packing() const override { return fmt::format("winograd {} lanes 1", kernel_.lanes); }

  void pack(const ConstTypedData& weights, const TypedData& packed) const override {
    pack_winograd_weights(shape_, kernel_.lanes, as_f32(weights), as_f32(packed));
  }

  void run(const KernelArguments& arguments) const override {
    const float* const source = as_f32(arguments.source).data();
    const float* const weights = as_f32(arguments.weights).data();
    const float* const bias = as_f32(arguments.bias).data();
    float* const destination = as_f32(arguments.destination).data();
    auto* const scratch = reinterpret_cast<float*>(arguments.scratch.data());
    const std::int64_t pairs = std::int64_t{shape_.batch} * shape_.groups;
    const std::size_t scratch_floats = kernel_.scratch_floats(shape_);
    const std::int64_t shares =
        std::min<std::int64_t>(pairs, std::int64_t{kSharesPerThread} * threads_);
    run_shares(static_cast<int>(shares), [&](const ThreadTeam::Place& place) {
      kernel_.run(shape_, source, layout_, weights, bias, destination, layout_,
                  scratch + static_cast<std::size_t>(place.thread) * scratch_floats,
                  static_cast<int>(pairs * place.share / shares),
                  static_cast<int>(pairs * (place.share + 1) / shares));
    });
  }

 private:
  /// Returns true unless oneDNN's layers beside this one prefer blocks of eight channels.
  bool channels_last() const { return kernel_.lanes != 8; }

  const WinogradKernel& kernel_;
  GroupedConvolution shape_;
  BlockedLayout layout_;  ///< of source and destination
  int threads_;
};

}  // namespace

std::shared_ptr<const CustomKernel> make_winograd_layer(const CustomKernelRequest& request,
                                                        const CpuFeatures& cpu) {
  const WinogradKernel* const kernel = cpu.lanes == 0 ? nullptr : winograd_kernel(cpu.lanes);
  if (kernel == nullptr || !winograd_pays(request, cpu.lanes)) {
    return nullptr;
  }
  return std::make_shared<WinogradLayer>(*kernel, request);
}

}  // namespace resnext
