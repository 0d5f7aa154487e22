// SPDX-License-Identifier: Apache-2.0
#include "engine/weight_packer.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <span>

#include "base/error.h"
#include "base/thread_team.h"
#include "base/unchecked_allocations.h"
#include "engine/layer_precision.h"
#include "engine/onednn/memory_layout.h"
#include "engine/onednn/primitives.h"

namespace resnext {
namespace {

/// Tests the bits, since GCC does not vectorise std::isfinite.
bool all_finite(std::span<const float> values) {
  std::uint32_t found = 0;
  for (const float value : values) {
    const std::uint32_t exponent = std::bit_cast<std::uint32_t>(value) & 0x7F800000U;
    found |= exponent == 0x7F800000U ? 1U : 0U;
  }
  return found == 0;
}

/// Computes out[o, ...] = scale[o] * weight[o, ...] as f32, rounded to bfloat16 if `rounded`.
/// Returns false if a product is not finite.
bool scale_rows(const TensorView& weight, const std::vector<float>& scale, bool rounded,
                float* out) {
  std::atomic<bool> finite = true;
  const std::int64_t rows = weight.shape[0];
  const std::int64_t row_size = weight.size() / rows;
  run_ranges(rows, [&](std::int64_t first, std::int64_t last) {
    TensorView view = weight;
    view.shape.erase(view.shape.begin());
    view.stride.erase(view.stride.begin());
    for (std::int64_t row = first; row < last; ++row) {
      view.data =
          weight.data + row * weight.stride[0] * static_cast<std::int64_t>(size_of(weight.dtype));
      const std::span<float> target(out + row * row_size, static_cast<std::size_t>(row_size));
      copy_to_f32(view, target);
      if (!scale.empty()) {
        const float factor = scale[static_cast<std::size_t>(row)];
        std::ranges::for_each(target, [factor](float& value) { value *= factor; });
      }
      if (rounded) {
        round_to_bf16(target);
      }
      if (!all_finite(target)) {
        finite = false;
      }
    }
  });
  return finite;
}

/// Returns where the weights go.
TypedData writable(const PackedWeights& packed) {
  return {packed.dtype,
          {static_cast<std::byte*>(packed.weights.get_data_handle()),
           packed.weights.get_desc().get_size()}};
}

}  // namespace

void WeightPacker::stage(const Node& node, const FoldedWeights& folded) {
  staging_.resize(largest_);
  const bool rounded = precision_ == Precision::kBF16 && has_bf16_weights(node);
  if (!scale_rows(folded.weight, folded.scale, rounded, staging_.data())) {
    // A kernel's ReLU may turn NaN into 0, so that a damaged file would give plausible logits.
    throw WeightsError(node.name + ".weight holds NaN or infinity; the checkpoint is damaged");
  }
}

PackedWeights WeightPacker::allocate(const LayerKernel& kernel) const {
  return {dnnl::memory(kernel.weights, engine_), dnnl::memory(kernel.bias, engine_),
          packing_name(kernel), kernel.types.weights};
}

PackedWeights WeightPacker::pack(const Node& node, const FoldedWeights& folded,
                                 const LayerKernel& kernel) {
  const UncheckedAllocations in_onednn;
  PackedWeights packed = allocate(kernel);
  fill_bias(folded, {}, packed);
  if (kernel.custom) {
    kernel.custom->pack(typed(std::span<const float>(
                            staging_.data(), static_cast<std::size_t>(folded.weight.size()))),
                        writable(packed));
    return packed;
  }
  const dnnl::memory plain(plain_weights_desc(node, DType::kF32), engine_, staging_.data());
  reorder(stream_, plain, packed.weights);
  return packed;
}

PackedWeights WeightPacker::pack_int8(const FoldedWeights& folded, const Int8Scales& scales,
                                      const LayerKernel& kernel) {
  const UncheckedAllocations in_onednn;
  PackedWeights packed = allocate(kernel);
  fill_bias(folded, scales, packed);
  if (is_contiguous(folded.weight)) {
    kernel.custom->pack({DType::kI8, folded.weight.bytes()}, writable(packed));
  } else {
    std::vector<std::byte> dense(folded.weight.byte_size());
    copy_elements(folded.weight, dense);
    kernel.custom->pack({DType::kI8, dense}, writable(packed));
  }
  return packed;
}

PackedWeights WeightPacker::adopt(const ConstTypedData& data, const FoldedWeights& folded,
                                  const Int8Scales& scales, const LayerKernel& kernel) {
  const UncheckedAllocations in_onednn;
  // oneDNN has no memory of const data; weights are only read.
  PackedWeights packed = {
      dnnl::memory(kernel.weights, engine_, const_cast<std::byte*>(data.bytes.data())),
      dnnl::memory(kernel.bias, engine_), packing_name(kernel), kernel.types.weights};
  fill_bias(folded, scales, packed);
  return packed;
}

void WeightPacker::fill_bias(const FoldedWeights& folded, const Int8Scales& scales,
                             PackedWeights& packed) {
  const std::span<float> values(static_cast<float*>(packed.bias.get_data_handle()),
                                packed.bias.get_desc().get_size() / sizeof(float));
  if (packed.dtype == DType::kI8) {
    fill_int8_constants(folded, scales, values);
  } else {
    std::ranges::copy(folded.bias, values.begin());
  }
}

ConstTypedData data_of(const dnnl::memory& weights, DType dtype) {
  return {
      dtype,
      {static_cast<const std::byte*>(weights.get_data_handle()), weights.get_desc().get_size()}};
}

}  // namespace resnext
