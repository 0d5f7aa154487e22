// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/channel_layers.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/thread_team.h"
#include "engine/custom/channel_layer.h"

namespace resnext {
namespace {

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

}  // namespace

bool is_channel_layer(NodeKind kind) {
  return kind == NodeKind::kBlurPool || kind == NodeKind::kGroupNorm ||
         kind == NodeKind::kChannelGate;
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
    default:
      throw std::logic_error("no layer of channels: " + request.node.name);
  }
}

}  // namespace resnext
