#include "engine/onednn/layer_primitives.h"

namespace resnext {
namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;
using Tag = memory::format_tag;

constexpr auto kF32 = memory::data_type::f32;

dnnl::primitive_attr attributes_of(const Node& node) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops operations;
  if (node.residual >= 0) {
    operations.append_sum(1.0F);
  }
  if (node.relu) {
    operations.append_eltwise(1.0F, algorithm::eltwise_relu, 0.0F, 0.0F);
  }
  attributes.set_post_ops(operations);
  return attributes;
}

memory::desc any_activation(int batch, int channels, int size) {
  return {{batch, channels, size, size}, kF32, Tag::any};
}

memory::desc any_weights(const Node& node) {
  return {plain_weights_desc(node).dims(), kF32, Tag::any};
}

}  // namespace

memory::desc plain_weights_desc(const Node& node) {
  if (node.kind == NodeKind::kLinear) {
    return {{node.out_channels, node.in_channels, 1, 1}, kF32, Tag::oihw};
  }
  if (node.groups == 1) {
    return {{node.out_channels, node.in_channels, node.kernel, node.kernel}, kF32, Tag::oihw};
  }
  return {{node.groups, node.out_channels / node.groups, node.in_channels / node.groups,
           node.kernel, node.kernel},
          kF32,
          Tag::goihw};
}

memory::desc plain_activation_desc(int batch, int channels, int size) {
  return {{batch, channels, size, size}, kF32, Tag::nchw};
}

LayerPrimitive make_convolution(const dnnl::engine& engine, const Node& node, int batch,
                                int input_size, int output_size, const memory::desc* weights,
                                const memory::desc* destination) {
  const memory::dims strides = {node.stride, node.stride};
  const memory::dims padding = {node.padding, node.padding};
  const int covered = (output_size - 1) * node.stride + node.kernel;  // input rows the output needs
  const int padding_end = covered - input_size - node.padding;
  const dnnl::convolution_forward::desc desc(
      prop_kind::forward_inference, algorithm::convolution_direct,
      any_activation(batch, node.in_channels, input_size), weights ? *weights : any_weights(node),
      memory::desc({node.out_channels}, kF32, Tag::x),
      destination ? *destination : any_activation(batch, node.out_channels, output_size), strides,
      padding, {padding_end, padding_end});
  const dnnl::convolution_forward::primitive_desc chosen(desc, attributes_of(node), engine);
  return {dnnl::convolution_forward(chosen),
          chosen.src_desc(),
          chosen.weights_desc(),
          chosen.bias_desc(),
          chosen.dst_desc(),
          chosen.scratchpad_desc(),
          chosen.impl_info_str(),
          {}};
}

LayerPrimitive make_own(const std::shared_ptr<const OwnKernel>& own, const Node& node) {
  const auto row_of_floats = [](std::size_t count) {
    return memory::desc({static_cast<memory::dim>(count)}, kF32, Tag::x);
  };
  return {{},
          own->source(),
          row_of_floats(own->weights_floats()),
          row_of_floats(static_cast<std::size_t>(node.out_channels)),
          own->destination(),
          row_of_floats(own->scratch_floats()),
          own->name(),
          own};
}

LayerPrimitive make_max_pool(const dnnl::engine& engine, const Node& node, int output_size,
                             const memory::desc& source) {
  const auto batch = static_cast<int>(source.dims()[0]);
  const auto input_size = static_cast<int>(source.dims()[2]);
  const int covered = (output_size - 1) * node.stride + node.kernel;
  const int padding_end = covered - input_size - node.padding;
  const dnnl::pooling_forward::desc desc(
      prop_kind::forward_inference, algorithm::pooling_max, source,
      any_activation(batch, node.out_channels, output_size), {node.stride, node.stride},
      {node.kernel, node.kernel}, {node.padding, node.padding}, {padding_end, padding_end});
  const dnnl::pooling_forward::primitive_desc chosen(desc, attributes_of(node), engine);
  return {dnnl::pooling_forward(chosen), chosen.src_desc(),      {}, {}, chosen.dst_desc(),
          chosen.scratchpad_desc(),      chosen.impl_info_str(), {}};
}

LayerPrimitive make_global_average_pool(const dnnl::engine& engine, const memory::desc& source) {
  const memory::dims dims = source.dims();
  const dnnl::pooling_forward::desc desc(
      prop_kind::forward_inference, algorithm::pooling_avg_exclude_padding, source,
      any_activation(static_cast<int>(dims[0]), static_cast<int>(dims[1]), 1), {1, 1},
      {dims[2], dims[3]}, {0, 0}, {0, 0});
  const dnnl::pooling_forward::primitive_desc chosen(desc, attributes_of(Node{}), engine);
  return {dnnl::pooling_forward(chosen), chosen.src_desc(),      {}, {}, chosen.dst_desc(),
          chosen.scratchpad_desc(),      chosen.impl_info_str(), {}};
}

LayerPrimitive make_linear(const dnnl::engine& engine, const Node& node, int batch,
                           const memory::desc* weights) {
  const dnnl::inner_product_forward::desc desc(
      prop_kind::forward_inference, any_activation(batch, node.in_channels, 1),
      weights ? *weights : any_weights(node), memory::desc({node.out_channels}, kF32, Tag::x),
      memory::desc({batch, node.out_channels}, kF32, Tag::nc));
  const dnnl::inner_product_forward::primitive_desc chosen(desc, attributes_of(node), engine);
  return {dnnl::inner_product_forward(chosen),
          chosen.src_desc(),
          chosen.weights_desc(),
          chosen.bias_desc(),
          chosen.dst_desc(),
          chosen.scratchpad_desc(),
          chosen.impl_info_str(),
          {}};
}

}  // namespace resnext
