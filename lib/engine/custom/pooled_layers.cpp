// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/pooled_layers.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/thread_team.h"
#include "engine/custom/channel_layer.h"

namespace resnext {
namespace {

class MeanLayer final : public ChannelLayer {
 public:
  MeanLayer(const ChannelKernels& kernels, const CustomKernelRequest& request)
      : ChannelLayer(request, request.layout), kernels_(kernels) {}

  std::string name() const override { return fmt::format("mean:{}", kernels_.name); }
  ActivationLayout destination_layout() const override { return ActivationLayout::kNhwc; }

  void run(const KernelArguments& arguments) const override {
    const ChannelMean mean = {blocks()};
    const float* const source = as_f32(arguments.source).data();
    float* const destination = as_f32(arguments.destination).data();
    run_ranges(mean.units(), [&](std::int64_t first, std::int64_t last) {
      kernels_.mean(mean, source, destination, first, last);
    });
  }

 private:
  const ChannelKernels& kernels_;
};

class PooledLinearLayer final : public ChannelLayer {
 public:
  PooledLinearLayer(const ChannelKernels& kernels, const CustomKernelRequest& request)
      : ChannelLayer(request, ActivationLayout::kNhwc),
        kernels_(kernels),
        layer_{request.batch, request.node.in_channels, request.node.out_channels,
               request.node.relu} {}

  std::string name() const override { return fmt::format("linear:{}", kernels_.name); }
  std::size_t weights_size() const override {
    return static_cast<std::size_t>(layer_.in_channels) *
           static_cast<std::size_t>(layer_.out_channels);
  }

  void run(const KernelArguments& arguments) const override {
    const float* const source = as_f32(arguments.source).data();
    const float* const weights = as_f32(arguments.weights).data();
    const float* const bias = as_f32(arguments.bias).data();
    float* const destination = as_f32(arguments.destination).data();
    run_ranges(layer_.out_channels, [&](std::int64_t first, std::int64_t last) {
      kernels_.linear(layer_, source, weights, bias, destination, first, last);
    });
  }

 private:
  const ChannelKernels& kernels_;
  PooledLinear layer_;
};

class ChannelConvolutionLayer final : public ChannelLayer {
 public:
  explicit ChannelConvolutionLayer(const CustomKernelRequest& request)
      : ChannelLayer(request, ActivationLayout::kNhwc),
        taps_(static_cast<std::size_t>(request.node.kernel)) {}

  std::string name() const override { return "channel_convolution:any"; }
  std::size_t weights_size() const override { return taps_; }

  void run(const KernelArguments& arguments) const override {
    convolve_channels(blocks().batch, blocks().channels, as_f32(arguments.source),
                      as_f32(arguments.weights), as_f32(arguments.destination));
  }

 private:
  std::size_t taps_;
};

}  // namespace

bool is_pooled_convolution(const CustomKernelRequest& request) {
  const Node& node = request.node;
  return node.kind == NodeKind::kConvolution && node.bias && node.kernel == 1 && node.stride == 1 &&
         node.groups == 1 && node.residual < 0 && request.in_size == 1;
}

std::shared_ptr<const CustomKernel> make_pooled_layer(const CustomKernelRequest& request,
                                                      const CpuFeatures& cpu) {
  const ChannelKernels& kernels = channel_kernels(cpu.lanes);
  switch (request.node.kind) {
    case NodeKind::kGlobalAveragePool:
      return std::make_shared<MeanLayer>(kernels, request);
    case NodeKind::kConvolution:
      return std::make_shared<PooledLinearLayer>(kernels, request);
    case NodeKind::kChannelConvolution:
      return std::make_shared<ChannelConvolutionLayer>(request);
    default:
      throw std::logic_error("no layer of a pooled vector: " + request.node.name);
  }
}

}  // namespace resnext
