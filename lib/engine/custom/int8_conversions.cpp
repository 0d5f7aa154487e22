// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/int8_conversions.h"

#include <fmt/format.h>

#include "base/thread_team.h"
#include "kernels/int8_values.h"

namespace resnext {
namespace {

/// Channels last, no weights.
class Int8Conversion : public CustomKernel {
 public:
  explicit Int8Conversion(const LayerTypes& types) : types_(types) {}

  LayerTypes types() const override { return types_; }
  ActivationLayout source_layout() const override { return ActivationLayout::kNhwc; }
  ActivationLayout destination_layout() const override { return ActivationLayout::kNhwc; }
  std::size_t weights_size() const override { return 0; }
  std::size_t scratch_bytes() const override { return 0; }
  std::string packing() const override { return ""; }
  void pack(const ConstTypedData& /*weights*/, const TypedData& /*packed*/) const override {}

 protected:
  /// Returns a part of `bytes`.
  template <typename Byte>
  static std::span<Byte> part(std::span<Byte> bytes, std::int64_t first, std::int64_t last) {
    return bytes.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
  }

 private:
  LayerTypes types_;
};

class RoundToInt8 final : public Int8Conversion {
 public:
  using Int8Conversion::Int8Conversion;
  std::string name() const override {
    return fmt::format("round:{}", to_string(types().destination));
  }

  void run(const KernelArguments& arguments) const override {
    const std::span<const float> source = as_f32(arguments.source);
    const TypedData& to = arguments.destination;
    run_ranges(static_cast<std::int64_t>(source.size()), [&](auto first, auto last) {
      round_to_int8(part(source, first, last), arguments.scale,
                    {to.dtype, part(to.bytes, first, last)});
    });
  }
};

class WidenInt8 final : public Int8Conversion {
 public:
  using Int8Conversion::Int8Conversion;
  std::string name() const override { return fmt::format("widen:{}", to_string(types().source)); }

  void run(const KernelArguments& arguments) const override {
    const std::span<float> to = as_f32(arguments.destination);
    const ConstTypedData& source = arguments.source;
    run_ranges(static_cast<std::int64_t>(to.size()), [&](auto first, auto last) {
      widen_int8({source.dtype, part(source.bytes, first, last)}, arguments.scale,
                 part(to, first, last));
    });
  }
};

class Int8Mean final : public Int8Conversion {
 public:
  explicit Int8Mean(const CustomKernelRequest& request)
      : Int8Conversion(request.types), batch_(request.batch), channels_(request.node.in_channels) {}

  std::string name() const override { return "mean:int8"; }

  void run(const KernelArguments& arguments) const override {
    const std::span<float> to = as_f32(arguments.destination);
    const ConstTypedData& source = arguments.source;
    const auto image = static_cast<std::int64_t>(source.bytes.size()) / batch_;
    run_ranges(batch_, [&](auto first, auto last) {
      for (auto index = first; index < last; ++index) {
        mean_of_int8({source.dtype, part(source.bytes, index * image, (index + 1) * image)},
                     arguments.scale, part(to, index * channels_, (index + 1) * channels_));
      }
    });
  }

 private:
  std::int64_t batch_;
  std::int64_t channels_;
};

}  // namespace

std::shared_ptr<const CustomKernel> make_int8_conversion(DType source, DType destination) {
  const LayerTypes types = {.source = source, .destination = destination};
  if (source == DType::kF32) {
    return std::make_shared<RoundToInt8>(types);
  }
  return std::make_shared<WidenInt8>(types);
}

std::shared_ptr<const CustomKernel> make_int8_mean(const CustomKernelRequest& request) {
  return std::make_shared<Int8Mean>(request);
}

}  // namespace resnext
