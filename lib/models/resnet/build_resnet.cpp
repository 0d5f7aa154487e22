// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "models/resnet/build_block.h"
#include "models/resnet/build_stem.h"
#include "models/resnet/resnet.h"
#include "models/resnet/resnet_nodes.h"

namespace resnext {
namespace {

constexpr std::array kStages = {FeatureLayer{"layer1"}, FeatureLayer{"layer2"},
                                FeatureLayer{"layer3"}, FeatureLayer{"layer4"}};

/// Returns the first block of each stage. Once the network shrinks as much as output_stride says,
/// stages are dilated instead.
std::array<BlockPlan, kStages.size()> first_blocks(const ResNet& parameters) {
  std::array<BlockPlan, kStages.size()> plans;
  int net_stride = 4;  // of any stem, as in timm
  int dilation = 1;
  int channels = stem_channels(parameters.stem);  // before pruning
  for (std::size_t stage = 0; stage < plans.size(); ++stage) {
    BlockPlan& plan = plans.at(stage);
    plan.kind = parameters.block.at(stage);
    plan.planes = parameters.channels.at(stage);
    plan.stride = stage == 0 ? 1 : 2;
    plan.first_dilation = dilation;
    if (net_stride >= parameters.output_stride) {
      dilation *= plan.stride;
      plan.stride = 1;
    }
    net_stride *= plan.stride;
    plan.dilation = dilation;
    const int out = plan.planes * expansion(plan.kind);
    plan.projects = plan.stride != 1 || channels != out;
    channels = out;
  }
  return plans;
}

int add_stage(ResNetNodes& nodes, const ResNet& parameters, std::size_t stage, BlockPlan plan,
              int input) {
  for (int block = 0; block < parameters.layers.at(stage); ++block) {
    plan.name = fmt::format("{}.{}", kStages.at(stage).name, block);
    input = add_block(nodes, parameters, plan, input);
    plan.stride = 1;
    plan.first_dilation = plan.dilation;
    plan.projects = false;
  }
  nodes.add_feature_point(kStages.at(stage), input);
  return input;
}

}  // namespace

void check_resnet(const ResNet& parameters) {
  const auto basic = std::ranges::find(parameters.block, BlockKind::kBasic);
  if (basic != parameters.block.end() &&
      (parameters.cardinality != 1 || parameters.base_width != 64)) {
    throw ConfigError(
        fmt::format("basic blocks have cardinality 1 and base width 64, found {} and {}",
                    parameters.cardinality, parameters.base_width));
  }
  if (parameters.stem.pool == Stem::Pool::kConvolution &&
      parameters.anti_aliasing != AntiAliasing::kNone) {
    throw ConfigError("a stem with a convolution as its pool can't be anti-aliased");
  }
  if (!parameters.pruned.empty() && parameters.cardinality != 1) {
    throw ConfigError(
        fmt::format("a pruned network must have cardinality 1, found {}", parameters.cardinality));
  }
}

Network build_resnet(const ResNet& parameters, int num_classes) {
  check_resnet(parameters);
  ResNetNodes nodes(parameters);
  int last = add_stem(nodes, parameters);
  const std::array plans = first_blocks(parameters);
  for (std::size_t stage = 0; stage < plans.size(); ++stage) {
    last = add_stage(nodes, parameters, stage, plans.at(stage), last);
  }
  last = nodes.add({.kind = NodeKind::kGlobalAveragePool, .name = "global_pool", .input = last});
  nodes.add_feature_point(FeatureLayer::kPool, last);
  last = nodes.add(
      {.kind = NodeKind::kLinear, .name = "fc", .input = last, .out_channels = num_classes});
  nodes.add_feature_point(FeatureLayer::kLogits, last);
  return nodes.finish();
}

}  // namespace resnext
