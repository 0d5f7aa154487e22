// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/rounding_layer.h"

#include "base/thread_team.h"

namespace resnext {
namespace {

class RoundingLayer final : public CustomKernel {
 public:
  std::string name() const override { return "round:bf16"; }
  LayerTypes types() const override { return {}; }
  ActivationLayout source_layout() const override { return ActivationLayout::kNhwc; }
  ActivationLayout destination_layout() const override { return ActivationLayout::kNhwc; }
  std::size_t weights_size() const override { return 0; }
  std::size_t scratch_bytes() const override { return 0; }
  std::string packing() const override { return ""; }
  void pack(const ConstTypedData& /*weights*/, const TypedData& /*packed*/) const override {}

  void run(const KernelArguments& arguments) const override {
    const std::span<float> values = as_f32(arguments.destination);
    run_ranges(static_cast<std::int64_t>(values.size()),
               [&](std::int64_t first, std::int64_t last) {
                 round_to_bf16(values.subspan(static_cast<std::size_t>(first),
                                              static_cast<std::size_t>(last - first)));
               });
  }
};

}  // namespace

std::shared_ptr<const CustomKernel> make_rounding_layer() {
  return std::make_shared<RoundingLayer>();
}

}  // namespace resnext
