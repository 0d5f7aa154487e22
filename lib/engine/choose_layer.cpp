// SPDX-License-Identifier: Apache-2.0
#include "engine/choose_layer.h"

#include <stdexcept>
#include <utility>

#include "engine/custom/channel_layers.h"
#include "engine/custom/int8_conversions.h"
#include "engine/custom/int8_layers.h"
#include "engine/custom/kernel_table.h"
#include "engine/custom/ordered_layer.h"
#include "engine/custom/pooled_layers.h"
#include "engine/onednn/memory_layout.h"
#include "engine/onednn/runtime_info.h"
#include "models/quantization.h"

namespace resnext {
namespace {

/// Returns true for slow implementations: accepting the packed layout does not justify one.
bool is_fallback(const std::string& kernel) {
  return kernel.starts_with("ref") || kernel.starts_with("gemm");
}

}  // namespace

LayerChooser::LayerChooser(const dnnl::engine& engine, const Network& network,
                           const PlanOptions& options, std::span<const dnnl::memory::desc> packed)
    : engine_(engine),
      network_(network),
      options_(options),
      sizes_(output_sizes(network)),
      cpu_(cpu_features()),
      arithmetic_(arithmetic_of(options.execution.precision, cpu_)),
      quantized_(is_quantized(network)),
      packed_(packed) {}

/// Returns true for the pooling of squeeze-and-excitation and its kin, whose vector no classifier
/// reads, and for the convolution over its channels.
bool LayerChooser::begins_gate(int index) const {
  const NodeKind kind = node(index).kind;
  return kind == NodeKind::kChannelConvolution ||
         (kind == NodeKind::kGlobalAveragePool && node(index + 1).kind != NodeKind::kLinear);
}

/// Returns the type that the node's residual has as 8-bit integers, if it has one.
std::optional<DType> LayerChooser::residual_type(int index) const {
  const int residual = node(index).residual;
  return residual < 0 ? std::nullopt
                      : std::optional(is_nonnegative(network_, residual) ? DType::kU8 : DType::kI8);
}

/// Makes the node's kernel. `weights`: the layout that it must accept, or nullptr.
LayerKernel LayerChooser::make(int index, const LayerTypes& types, const PlanBuffer& input,
                               const dnnl::memory::desc* weights,
                               const dnnl::memory::desc* destination) const {
  const Node& layer = node(index);
  const ActivationLayout layout = layout_of(input.desc, input.dtype);
  const CustomKernelRequest request = {.node = layer,
                                       .batch = options_.batch,
                                       .in_size = side_of(input.desc),
                                       .out_size = output_size(index),
                                       .threads = options_.execution.threads,
                                       .types = types,
                                       .layout = layout,
                                       .residual_type = residual_type(index)};
  const dnnl::memory::desc source = types.source == input.dtype
                                        ? input.desc
                                        : activation_desc(options_.batch, layer.in_channels,
                                                          request.in_size, types.source, layout);
  if (layer.int8) {
    return make_custom(make_int8_layer(request, cpu_), request);
  }
  if (layer.kind == NodeKind::kGlobalAveragePool && size_of(types.source) == 1) {
    return make_custom(make_int8_mean(request), request);
  }
  if (is_channel_layer(layer.kind)) {
    return make_custom(make_channel_layer(request, cpu_), request);
  }
  if (is_pooled_convolution(request) || begins_gate(index)) {
    return make_custom(make_pooled_layer(request, cpu_), request);
  }
  if (quantized_ && (layer.kind == NodeKind::kConvolution || layer.kind == NodeKind::kLinear)) {
    if (auto ordered = make_ordered_layer(request, cpu_)) {
      return make_custom(std::move(ordered), request);
    }
  }
  switch (layer.kind) {
    case NodeKind::kConvolution:
      if (auto custom = choose_custom_kernel(request, cpu_, options_.execution.kernels)) {
        return make_custom(std::move(custom), request);
      }
      return make_convolution(engine_, request, weights, destination);
    case NodeKind::kMaxPool:
    case NodeKind::kAveragePool:
      return make_pool(engine_, layer, request.out_size, types, source);
    case NodeKind::kGlobalAveragePool:
      return make_global_average_pool(engine_, types, source);
    case NodeKind::kLinear:
      return make_linear(engine_, layer, options_.batch, types, weights);
    default:
      break;
  }
  throw std::logic_error("unknown kind of node");
}

LayerKernel LayerChooser::choose(int index, const PlanBuffer& input,
                                 const PlanBuffer* residual) const {
  const LayerTypes types = layer_types(node(index), arithmetic_, input.dtype);
  LayerKernel kernel = choose(index, types, input, residual);
  // oneDNN has fast kernels for fewer shapes in bf16.
  return types != LayerTypes{} && is_fallback(kernel.name)
             ? choose(index, LayerTypes{}, input, residual)
             : kernel;
}

LayerKernel LayerChooser::choose(int index, const LayerTypes& types, const PlanBuffer& input,
                                 const PlanBuffer* residual) const {
  const bool is_in_place = residual != nullptr && residual->dtype == types.destination;
  const dnnl::memory::desc* const destination = is_in_place ? &residual->desc : nullptr;
  LayerKernel best = make(index, types, input, nullptr, destination);
  const auto position = static_cast<std::size_t>(index);
  if (packed_.empty() || packed_[position].get_size() == 0 || best.weights == packed_[position] ||
      !has_type(packed_[position], types.weights)) {
    return best;
  }
  try {
    LayerKernel fitting = make(index, types, input, &packed_[position], destination);
    if (!is_fallback(fitting.name) || is_fallback(best.name)) {
      return fitting;
    }
  } catch (const dnnl::error&) {  // no kernel accepts this layout at this batch size
  }
  return best;
}

}  // namespace resnext
