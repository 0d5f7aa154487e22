// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/layer_kernels.h"

#include <utility>

#include "base/unchecked_allocations.h"
#include "engine/custom/int8_constants.h"
#include "engine/onednn/memory_layout.h"
#include "engine/onednn/primitives.h"
#include "engine/onednn/version.h"

namespace resnext {
namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;
using Tag = memory::format_tag;

dnnl::primitive_attr attributes_of(const Node& node) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops operations;
  if (node.residual >= 0) {
    operations.append_sum(1.0F);
  }
  if (node.relu) {
#if DNNL_VERSION_MAJOR >= 3
    operations.append_eltwise(algorithm::eltwise_relu, 0.0F, 0.0F);
#else
    operations.append_eltwise(1.0F, algorithm::eltwise_relu, 0.0F, 0.0F);
#endif
  }
  attributes.set_post_ops(operations);
  return attributes;
}

memory::desc any_activation(int batch, int channels, int size, DType dtype) {
  return {{batch, channels, size, size}, data_type_of(dtype), Tag::any};
}

memory::desc any_weights(const Node& node, DType dtype) {
  return {dims_of(plain_weights_desc(node, dtype)), data_type_of(dtype), Tag::any};
}

/// Returns the padding at the end, which follows from the output size in PyTorch and which oneDNN
/// requires.
int padding_end(const Node& node, int input_size, int output_size) {
  const int span = node.dilation * (node.kernel - 1) + 1;
  const int covered = (output_size - 1) * node.stride + span;  // input rows that are read
  return covered - input_size - node.padding;
}

algorithm pooling_algorithm(const Node& node) {
  if (node.kind == NodeKind::kMaxPool) {
    return algorithm::pooling_max;
  }
  return node.edge == PoolEdge::kZeros ? algorithm::pooling_avg_include_padding
                                       : algorithm::pooling_avg_exclude_padding;
}

template <typename Operation>
LayerKernel weighted(const typename Operation::primitive_desc& chosen, const LayerTypes& types) {
  return {make_primitive<Operation>(chosen),
          nullptr,
          chosen.impl_info_str(),
          types,
          chosen.src_desc(),
          chosen.weights_desc(),
          chosen.bias_desc(),
          chosen.dst_desc(),
          chosen.scratchpad_desc().get_size()};
}

LayerKernel pooling(const dnnl::pooling_forward::primitive_desc& chosen, const LayerTypes& types) {
  return {make_primitive<dnnl::pooling_forward>(chosen),
          nullptr,
          chosen.impl_info_str(),
          types,
          chosen.src_desc(),
          {},
          {},
          chosen.dst_desc(),
          chosen.scratchpad_desc().get_size()};
}

}  // namespace

LayerKernel make_convolution(const dnnl::engine& engine, const CustomKernelRequest& request,
                             const memory::desc* weights, const memory::desc* destination) {
  const UncheckedAllocations in_onednn;
  const auto& [node, batch, in_size, out_size, threads, types, layout, residual_type] = request;
  const memory::dims strides = {node.stride, node.stride};
  const memory::dims dilation = {node.dilation - 1, node.dilation - 1};
  const memory::dims padding = {node.padding, node.padding};
  const int end = padding_end(node, in_size, out_size);
  const auto chosen = describe<dnnl::convolution_forward>(
      engine, attributes_of(node), prop_kind::forward_inference, algorithm::convolution_direct,
      any_activation(batch, node.in_channels, in_size, types.source),
      weights ? *weights : any_weights(node, types.weights),
      row_desc(static_cast<std::size_t>(node.out_channels), types.bias),
      destination ? *destination
                  : any_activation(batch, node.out_channels, out_size, types.destination),
      strides, dilation, padding, memory::dims{end, end});
  return weighted<dnnl::convolution_forward>(chosen, types);
}

LayerKernel make_custom(std::shared_ptr<const CustomKernel> kernel,
                        const CustomKernelRequest& request) {
  const Node& node = request.node;
  LayerKernel layer;
  layer.name = kernel->name();
  layer.types = kernel->types();
  layer.source = activation_desc(request.batch, node.in_channels, request.in_size,
                                 layer.types.source, kernel->source_layout());
  if (kernel->weights_size() > 0) {
    layer.weights = row_desc(kernel->weights_size(), layer.types.weights);
    layer.bias = row_desc(node.int8 ? int8_constants_size(node.out_channels)
                                    : static_cast<std::size_t>(node.out_channels),
                          layer.types.bias);
  }
  layer.destination = activation_desc(request.batch, node.out_channels, request.out_size,
                                      layer.types.destination, kernel->destination_layout());
  layer.scratch_bytes = kernel->scratch_bytes();
  layer.custom = std::move(kernel);
  return layer;
}

LayerKernel make_pool(const dnnl::engine& engine, const Node& node, int output_size,
                      const LayerTypes& types, const memory::desc& source) {
  const UncheckedAllocations in_onednn;
  const auto batch = static_cast<int>(dims_of(source)[0]);
  const int end = padding_end(node, side_of(source), output_size);
  return pooling(
      describe_pooling(engine, attributes_of(node), pooling_algorithm(node), source,
                       any_activation(batch, node.out_channels, output_size, types.destination),
                       {node.stride, node.stride}, {node.kernel, node.kernel},
                       {node.padding, node.padding}, {end, end}),
      types);
}

LayerKernel make_global_average_pool(const dnnl::engine& engine, const LayerTypes& types,
                                     const memory::desc& source) {
  const UncheckedAllocations in_onednn;
  const memory::dims dims = dims_of(source);
  return pooling(describe_pooling(engine, attributes_of(Node{}),
                                  algorithm::pooling_avg_exclude_padding, source,
                                  any_activation(static_cast<int>(dims[0]),
                                                 static_cast<int>(dims[1]), 1, types.destination),
                                  {1, 1}, {dims[2], dims[3]}, {0, 0}, {0, 0}),
                 types);
}

LayerKernel make_linear(const dnnl::engine& engine, const Node& node, int batch,
                        const LayerTypes& types, const memory::desc* weights) {
  const UncheckedAllocations in_onednn;
  const auto chosen = describe<dnnl::inner_product_forward>(
      engine, attributes_of(node), prop_kind::forward_inference,
      any_activation(batch, node.in_channels, 1, types.source),
      weights ? *weights : any_weights(node, types.weights),
      row_desc(static_cast<std::size_t>(node.out_channels), types.bias),
      memory::desc({batch, node.out_channels}, data_type_of(types.destination), Tag::nc));
  return weighted<dnnl::inner_product_forward>(chosen, types);
}

LayerKernel make_reorder(const dnnl::engine& engine, const LayerTypes& types,
                         const memory::desc& source, const memory::desc& destination) {
  const UncheckedAllocations in_onednn;
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::reorder::primitive_desc chosen(engine, source, engine, destination, attributes);
  return {make_primitive<dnnl::reorder>(chosen),
          nullptr,
          chosen.impl_info_str(),
          types,
          source,
          {},
          {},
          destination,
          chosen.scratchpad_desc().get_size()};
}

std::string packing_name(const LayerKernel& kernel) {
  return kernel.custom ? kernel.custom->packing()
                       : layout_name(kernel.weights, kernel.types.weights);
}

}  // namespace resnext
