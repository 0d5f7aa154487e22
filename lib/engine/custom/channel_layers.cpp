// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/channel_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/thread_team.h"
#include "kernels/channel_kernels.h"

namespace resnext {
namespace {

int inner_of(ActivationLayout layout, int channels) {
  switch (layout) {
    case ActivationLayout::kNchw:
      return 1;
    case ActivationLayout::kNchw8c:
      return 8;
    case ActivationLayout::kNchw16c:
      return 16;
    case ActivationLayout::kNhwc:
      break;
  }
  return channels;
}

/// What all of these layers have in common: f32, the source's layout, no packing.
class ChannelLayer : public CustomKernel {
 public:
  ChannelLayer(const CustomKernelRequest& request, ActivationLayout layout)
      : layout_(layout),
        blocks_{request.batch, request.node.out_channels, request.in_size * request.in_size,
                inner_of(layout, request.node.out_channels)},
        finish_{request.node.residual >= 0, request.node.relu} {}

  LayerTypes types() const override { return {}; }
  ActivationLayout source_layout() const override { return layout_; }
  ActivationLayout destination_layout() const override { return layout_; }
  std::size_t weights_size() const override { return 0; }
  std::size_t scratch_bytes() const override { return 0; }
  std::string packing() const override { return fmt::format("plain {} 1", weights_size()); }
  void pack(const ConstTypedData& weights, const TypedData& packed) const override {
    std::ranges::copy(as_f32(weights), as_f32(packed).begin());
  }

 protected:
  const ChannelBlocks& blocks() const { return blocks_; }
  Finish finish() const { return finish_; }

 private:
  ActivationLayout layout_;
  ChannelBlocks blocks_;  ///< of the source
  Finish finish_;
};

class GateLayer final : public ChannelLayer {
 public:
  GateLayer(const ChannelKernels& kernels, const CustomKernelRequest& request)
      : ChannelLayer(request, request.layout), kernels_(kernels) {}

  std::string name() const override { return fmt::format("gate:{}", kernels_.name); }
  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(blocks().batch) * static_cast<std::size_t>(blocks().blocks()) *
           static_cast<std::size_t>(blocks().inner) * sizeof(float);
  }

  void run(const KernelArguments& arguments) const override {
    const std::span<float> scales(reinterpret_cast<float*>(arguments.scratch.data()),
                                  arguments.scratch.size() / sizeof(float));
    logistic_scales(blocks(), as_f32(arguments.gate), scales);
    const ChannelGate gate = {blocks(), finish()};
    const float* const source = as_f32(arguments.source).data();
    float* const destination = as_f32(arguments.destination).data();
    run_ranges(gate.units(), [&](std::int64_t first, std::int64_t last) {
      kernels_.gate(gate, source, scales.data(), destination, first, last);
    });
  }

 private:
  const ChannelKernels& kernels_;
};

class BlurLayer final : public ChannelLayer {
 public:
  BlurLayer(const ChannelKernels& kernels, const CustomKernelRequest& request)
      : ChannelLayer(request, request.layout),
        kernels_(kernels),
        pool_{blocks(), request.in_size, request.in_size, request.node.stride} {}

  std::string name() const override { return fmt::format("blur:{}", kernels_.name); }

  void run(const KernelArguments& arguments) const override {
    const float* const source = as_f32(arguments.source).data();
    float* const destination = as_f32(arguments.destination).data();
    run_ranges(pool_.units(), [&](std::int64_t first, std::int64_t last) {
      kernels_.blur(pool_, source, destination, first, last);
    });
  }

 private:
  const ChannelKernels& kernels_;
  BlurPool pool_;
};

/// The kernel leaves what fills up a block as it is, and oneDNN wants zeros there.
ActivationLayout without_filling(const CustomKernelRequest& request) {
  const int inner = inner_of(request.layout, request.node.out_channels);
  return request.node.out_channels % inner == 0 ? request.layout : ActivationLayout::kNhwc;
}

class GroupNormLayer final : public ChannelLayer {
 public:
  GroupNormLayer(const ChannelKernels& kernels, const CustomKernelRequest& request)
      : ChannelLayer(request, without_filling(request)),
        kernels_(kernels),
        norm_{blocks(), request.node.groups, finish()} {}

  std::string name() const override { return fmt::format("group_norm:{}", kernels_.name); }
  std::size_t weights_size() const override { return static_cast<std::size_t>(blocks().channels); }

  void run(const KernelArguments& arguments) const override {
    const float* const source = as_f32(arguments.source).data();
    const float* const weight = as_f32(arguments.weights).data();
    const float* const bias = as_f32(arguments.bias).data();
    float* const destination = as_f32(arguments.destination).data();
    run_ranges(norm_.units(), [&](std::int64_t first, std::int64_t last) {
      kernels_.norm(norm_, source, weight, bias, destination, first, last);
    });
  }

 private:
  const ChannelKernels& kernels_;
  GroupNorm norm_;
};

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

bool is_channel_layer(NodeKind kind) {
  return kind == NodeKind::kBlurPool || kind == NodeKind::kGroupNorm ||
         kind == NodeKind::kChannelGate || kind == NodeKind::kChannelConvolution;
}

bool is_pooled_convolution(const CustomKernelRequest& request) {
  const Node& node = request.node;
  return node.kind == NodeKind::kConvolution && node.bias && node.kernel == 1 && node.stride == 1 &&
         node.groups == 1 && node.residual < 0 && request.in_size == 1;
}

std::shared_ptr<const CustomKernel> make_channel_layer(const CustomKernelRequest& request,
                                                       const CpuFeatures& cpu) {
  const ChannelKernels& kernels = channel_kernels(cpu.lanes);
  switch (request.node.kind) {
    case NodeKind::kChannelGate:
      return std::make_shared<GateLayer>(kernels, request);
    case NodeKind::kBlurPool:
      return std::make_shared<BlurLayer>(kernels, request);
    case NodeKind::kGroupNorm:
      return std::make_shared<GroupNormLayer>(kernels, request);
    case NodeKind::kGlobalAveragePool:
      return std::make_shared<MeanLayer>(kernels, request);
    case NodeKind::kConvolution:
      return std::make_shared<PooledLinearLayer>(kernels, request);
    case NodeKind::kChannelConvolution:
      return std::make_shared<ChannelConvolutionLayer>(request);
    default:
      throw std::logic_error("no layer of channels: " + request.node.name);
  }
}

}  // namespace resnext
