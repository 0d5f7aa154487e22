// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/ordered_layer.h"

#include <algorithm>

#include "base/thread_team.h"
#include "kernels/ordered_convolution.h"

namespace resnext {
namespace {

class OrderedLayer final : public CustomKernel {
 public:
  OrderedLayer(const OrderedKernel& kernel, const CustomKernelRequest& request)
      : kernel_(kernel),
        shape_{.batch = request.batch,
               .groups = request.node.groups,
               .in_channels = request.node.in_channels / request.node.groups,
               .out_channels = request.node.out_channels / request.node.groups,
               .kernel = request.node.kernel,
               .stride = request.node.stride,
               .padding = request.node.padding,
               .in_size = request.in_size,
               .out_size = request.out_size,
               .residual = request.node.residual >= 0,
               .relu = request.node.relu,
               .planar = request.layout == ActivationLayout::kNchw},
        threads_(request.threads) {
    constexpr std::size_t kLine = 16;  // floats
    thread_scratch_ = (kernel_.scratch_floats(shape_) + kLine - 1) / kLine * kLine;
  }

  std::string name() const override { return kernel_.name; }
  LayerTypes types() const override { return {}; }
  ActivationLayout source_layout() const override {
    return shape_.planar ? ActivationLayout::kNchw : ActivationLayout::kNhwc;
  }
  ActivationLayout destination_layout() const override { return ActivationLayout::kNhwc; }
  std::size_t weights_size() const override { return ordered_weights_size(shape_); }
  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(threads_) * thread_scratch_ * sizeof(float);
  }
  std::string packing() const override { return "ordered 1"; }

  void pack(const ConstTypedData& weights, const TypedData& packed) const override {
    pack_ordered_weights(shape_, as_f32(weights), as_f32(packed));
  }

  void run(const KernelArguments& arguments) const override {
    constexpr int kSharesPerThread = 4;
    const OrderedArguments work = {.source = as_f32(arguments.source).data(),
                                   .weights = as_f32(arguments.weights).data(),
                                   .bias = as_f32(arguments.bias).data(),
                                   .destination = as_f32(arguments.destination).data(),
                                   .scratch = nullptr};
    auto* const scratch = reinterpret_cast<float*>(arguments.scratch.data());
    const std::int64_t units = kernel_.units(shape_);
    const std::int64_t shares =
        std::min<std::int64_t>(units, std::int64_t{kSharesPerThread} * threads_);
    run_shares(static_cast<int>(shares), [&](const ThreadTeam::Place& place) {
      OrderedArguments mine = work;
      mine.scratch = scratch + static_cast<std::size_t>(place.thread) * thread_scratch_;
      kernel_.run(shape_, mine, static_cast<int>(units * place.share / shares),
                  static_cast<int>(units * (place.share + 1) / shares));
    });
  }

 private:
  const OrderedKernel& kernel_;
  OrderedConvolution shape_;
  int threads_;
  std::size_t thread_scratch_;  ///< floats
};

}  // namespace

std::shared_ptr<const CustomKernel> make_ordered_layer(const CustomKernelRequest& request,
                                                       const CpuFeatures& cpu) {
  if (request.node.dilation != 1) {
    return nullptr;
  }
  const OrderedKernel* const kernel = ordered_kernel(cpu.lanes);
  return std::make_shared<OrderedLayer>(kernel == nullptr ? *ordered_kernel(0) : *kernel, request);
}

}  // namespace resnext
