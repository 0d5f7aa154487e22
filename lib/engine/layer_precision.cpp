// SPDX-License-Identifier: Apache-2.0
#include "engine/layer_precision.h"

namespace resnext {

Arithmetic arithmetic_of(Precision precision, const CpuFeatures& cpu) {
  if (precision != Precision::kBF16) {
    return Arithmetic::kF32;
  }
  return cpu.bf16 ? Arithmetic::kBF16 : Arithmetic::kRoundedF32;
}

// Only attention's convolutions have a bias of their own.
bool has_bf16_weights(const Node& node) {
  return node.kind == NodeKind::kConvolution && node.input >= 0 && !node.bias;
}

bool rounds_output(const Node& node) {
  switch (node.kind) {
    case NodeKind::kConvolution:
      return !node.bias;
    case NodeKind::kAveragePool:
    case NodeKind::kBlurPool:
    case NodeKind::kGroupNorm:
    case NodeKind::kChannelGate:
      return true;
    case NodeKind::kMaxPool:
    case NodeKind::kGlobalAveragePool:
    case NodeKind::kChannelConvolution:
    case NodeKind::kLinear:
      break;
  }
  return false;
}

LayerTypes layer_types(const Node& node, Arithmetic arithmetic, DType source) {
  if (node.int8) {
    return {.source = DType::kU8,
            .weights = DType::kI8,
            .accumulator = DType::kI32,
            .destination = node.relu ? DType::kU8 : DType::kI8};
  }
  if (node.kind == NodeKind::kGlobalAveragePool && size_of(source) == 1) {
    return {.source = source};
  }
  if (arithmetic != Arithmetic::kBF16) {
    return {};
  }
  if (node.kind == NodeKind::kMaxPool || node.kind == NodeKind::kAveragePool) {
    return {.source = source, .destination = source};
  }
  if (has_bf16_weights(node)) {
    return {.source = DType::kBF16, .weights = DType::kBF16, .destination = DType::kBF16};
  }
  return {};
}

}  // namespace resnext
