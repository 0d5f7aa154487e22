// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/build_block.h"

#include <utility>

#include "models/resnet/build_attention.h"

namespace resnext {
namespace {

int out_channels(const BlockPlan& plan) { return plan.planes * expansion(plan.kind); }

/// Appends a 3x3 convolution and, if the block shrinks or changes its dilation, the anti-aliasing
/// that takes over its stride.
int strided_convolution(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan,
                        Node node) {
  const bool is_anti_aliased = parameters.anti_aliasing != AntiAliasing::kNone &&
                               (plan.stride == 2 || plan.first_dilation != plan.dilation);
  node.kernel = 3;
  node.relu = true;
  node.stride = is_anti_aliased ? 1 : plan.stride;
  node.padding = plan.first_dilation;
  node.dilation = plan.first_dilation;
  const int last = nodes.convolution(std::move(node));
  return is_anti_aliased ? add_anti_aliasing(nodes, parameters.anti_aliasing, plan.name + ".aa",
                                             last, plan.stride)
                         : last;
}

/// Appends a shortcut that shrinks by an average pool.
int pooled_shortcut(ResNetNodes& nodes, const BlockPlan& plan, int input) {
  const bool is_dilated = plan.dilation > 1;
  if (plan.stride != 1 || is_dilated) {
    input = nodes.add({.kind = NodeKind::kAveragePool,
                       .name = plan.name + ".downsample.0",
                       .input = input,
                       .kernel = 2,
                       .stride = is_dilated ? 1 : plan.stride,
                       .edge = is_dilated ? PoolEdge::kZeros : PoolEdge::kPartial});
  }
  return nodes.convolution({.name = plan.name + ".downsample.1",
                            .batch_norm = plan.name + ".downsample.2",
                            .input = input,
                            .out_channels = out_channels(plan)});
}

/// Appends a shortcut that shrinks by its convolution.
int convolved_shortcut(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan,
                       int input) {
  const bool changes_scale = plan.stride != 1 || plan.dilation != 1;
  const int kernel = changes_scale ? parameters.down_kernel_size : 1;
  const int dilation = kernel > 1 ? plan.first_dilation : 1;
  return nodes.convolution({.name = plan.name + ".downsample.0",
                            .batch_norm = plan.name + ".downsample.1",
                            .input = input,
                            .out_channels = out_channels(plan),
                            .kernel = kernel,
                            .stride = plan.stride,
                            .padding = (plan.stride - 1 + dilation * (kernel - 1)) / 2,
                            .dilation = dilation});
}

int add_shortcut(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan, int input) {
  if (!plan.projects) {
    return input;
  }
  return parameters.avg_down ? pooled_shortcut(nodes, plan, input)
                             : convolved_shortcut(nodes, parameters, plan, input);
}

/// Appends the block's last convolution, its attention and the sum with the shortcut.
int finish_block(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan, int shortcut,
                 Node node) {
  const bool has_attention = parameters.attention.kind != Attention::Kind::kNone;
  node.out_channels = out_channels(plan);
  node.residual = has_attention ? -1 : shortcut;
  node.relu = !has_attention;
  const int last = nodes.convolution(std::move(node));
  return has_attention ? add_attention(nodes, parameters.attention,
                                       {.name = plan.name + ".se",
                                        .input = last,
                                        .shortcut = shortcut,
                                        .channels = out_channels(plan)})
                       : last;
}

int add_basic(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan, int input) {
  const int first =
      strided_convolution(nodes, parameters, plan,
                          {.name = plan.name + ".conv1",
                           .batch_norm = plan.name + ".bn1",
                           .input = input,
                           .out_channels = plan.planes / parameters.block_reduce_first});
  const int shortcut = add_shortcut(nodes, parameters, plan, input);
  return finish_block(nodes, parameters, plan, shortcut,
                      {.name = plan.name + ".conv2",
                       .batch_norm = plan.name + ".bn2",
                       .input = first,
                       .kernel = 3,
                       .padding = plan.dilation,
                       .dilation = plan.dilation});
}

int add_bottleneck(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan, int input) {
  const int width = plan.planes * parameters.base_width / 64 * parameters.cardinality;
  const int reduced = nodes.convolution({.name = plan.name + ".conv1",
                                         .batch_norm = plan.name + ".bn1",
                                         .input = input,
                                         .relu = true,
                                         .out_channels = width / parameters.block_reduce_first});
  const int grouped = strided_convolution(nodes, parameters, plan,
                                          {.name = plan.name + ".conv2",
                                           .batch_norm = plan.name + ".bn2",
                                           .input = reduced,
                                           .out_channels = width,
                                           .groups = parameters.cardinality});
  const int shortcut = add_shortcut(nodes, parameters, plan, input);
  return finish_block(
      nodes, parameters, plan, shortcut,
      {.name = plan.name + ".conv3", .batch_norm = plan.name + ".bn3", .input = grouped});
}

}  // namespace

int expansion(BlockKind kind) { return kind == BlockKind::kBasic ? 1 : 4; }

int add_block(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan, int input) {
  return plan.kind == BlockKind::kBasic ? add_basic(nodes, parameters, plan, input)
                                        : add_bottleneck(nodes, parameters, plan, input);
}

int add_anti_aliasing(ResNetNodes& nodes, AntiAliasing kind, const std::string& name, int input,
                      int stride) {
  if (kind == AntiAliasing::kBlurPool) {
    return nodes.add({.kind = NodeKind::kBlurPool,
                      .name = name,
                      .input = input,
                      .kernel = 3,
                      .stride = stride,
                      .padding = 1});
  }
  if (stride == 1) {  // timm's average pool is as large as its stride: nothing is left of it
    return input;
  }
  return nodes.add({.kind = NodeKind::kAveragePool,
                    .name = name,
                    .input = input,
                    .kernel = stride,
                    .stride = stride,
                    .edge = PoolEdge::kDrop});
}

}  // namespace resnext
