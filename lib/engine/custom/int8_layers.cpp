// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/int8_layers.h"

#include <vector>

#include "engine/custom/int8_layer.h"
#include "kernels/dot_pointwise.h"

namespace resnext {
namespace {

/// A 1x1 convolution, which may add a residual.
class Int8PointwiseLayer final : public Int8Layer {
 public:
  Int8PointwiseLayer(const CustomKernelRequest& request, const DotPointwiseKernel& kernel)
      : Int8Layer(request),
        kernel_(kernel),
        shape_{.batch = request.batch,
               .in_channels = request.node.in_channels,
               .out_channels = request.node.out_channels,
               .in_size = request.in_size,
               .stride = request.node.stride,
               .relu = request.node.relu,
               .residual = request.residual_type.value_or(DType::kF32),
               .destination = request.types.destination} {
    set_thread_scratch(kernel_.scratch_bytes(shape_));
  }

  std::string name() const override { return kernel_.name; }
  std::size_t weights_size() const override {
    return dot_pointwise_weights_size(kernel_.layout, shape_);
  }
  std::string packing() const override { return kernel_.layout.name; }

  void pack(const ConstTypedData& weights, const TypedData& packed) const override {
    pack_dot_pointwise_weights(kernel_.layout, shape_, as_int8(weights), as_int8(packed));
  }

  void run(const KernelArguments& arguments) const override {
    const Int8Constants constants = int8_constants(as_f32(arguments.bias));
    const DotPointwiseArguments work = {.source = arguments.source.bytes.data(),
                                        .weights = arguments.weights.bytes.data(),
                                        .scale = constants.scale.data(),
                                        .bias = constants.bias.data(),
                                        .residual_scale = constants.residual_scale,
                                        .destination = arguments.destination.bytes.data(),
                                        .scratch = nullptr};
    run_units(kernel_, shape_, arguments.scratch, work);
  }

 private:
  const DotPointwiseKernel& kernel_;
  DotPointwise shape_;
};

/// Returns how many groups a kernel computes as one, with zeros where one's inputs don't belong to
/// another's outputs: groups of 4 channels fill half of what kernels take.
int groups_in_one(const Node& node) {
  constexpr int kFewest = 8;
  return std::max(1, kFewest / (node.in_channels / node.groups));
}

/// A grouped 3x3 convolution.
class Int8GroupedLayer final : public Int8Layer {
 public:
  Int8GroupedLayer(const CustomKernelRequest& request, const DotKernel& kernel)
      : Int8Layer(request),
        kernel_(kernel),
        joined_(groups_in_one(request.node)),
        shape_{.batch = request.batch,
               .groups = request.node.groups / joined_,
               .channels = request.node.in_channels / request.node.groups * joined_,
               .in_size = request.in_size,
               .stride = request.node.stride,
               .relu = request.node.relu,
               .destination = request.types.destination} {
    set_thread_scratch(kernel_.scratch_bytes(shape_));
  }

  std::string name() const override { return kernel_.name; }
  std::size_t weights_size() const override { return dot_weights_size(kernel_.layout, shape_); }
  std::string packing() const override { return kernel_.layout.name; }

  void pack(const ConstTypedData& weights, const TypedData& packed) const override {
    if (joined_ == 1) {
      pack_dot_weights(kernel_.layout, shape_, as_int8(weights), as_int8(packed));
    } else {
      pack_dot_weights(kernel_.layout, shape_, joined(as_int8(weights)), as_int8(packed));
    }
  }

  void run(const KernelArguments& arguments) const override {
    const Int8Constants constants = int8_constants(as_f32(arguments.bias));
    const DotArguments work = {.source = arguments.source.bytes.data(),
                               .weights = arguments.weights.bytes.data(),
                               .scale = constants.scale.data(),
                               .bias = constants.bias.data(),
                               .destination = arguments.destination.bytes.data(),
                               .scratch = nullptr};
    run_units(kernel_, shape_, arguments.scratch, work);
  }

 private:
  /// Returns the weights of joined groups: [out, channels, 3, 3] with zeros between groups.
  std::vector<std::int8_t> joined(std::span<const std::int8_t> weights) const {
    const auto channels = static_cast<std::size_t>(shape_.channels / joined_);
    const std::size_t row = channels * 9;
    std::vector<std::int8_t> wide(weights.size() * static_cast<std::size_t>(joined_));
    for (std::size_t out = 0; out * row < weights.size(); ++out) {
      const std::size_t group = out / channels % static_cast<std::size_t>(joined_);
      std::ranges::copy(
          weights.subspan(out * row, row),
          wide.begin() +
              static_cast<std::ptrdiff_t>((out * static_cast<std::size_t>(joined_) + group) * row));
    }
    return wide;
  }

  const DotKernel& kernel_;
  int joined_;
  DotConvolution shape_;
};

}  // namespace

std::shared_ptr<const CustomKernel> make_int8_layer(const CustomKernelRequest& request,
                                                    const CpuFeatures& cpu) {
  if (request.node.kernel == 1) {
    return std::make_shared<Int8PointwiseLayer>(request,
                                                *best_int8_kernel(cpu, dot_pointwise_kernel));
  }
  const auto find = [](DotIsa isa) { return dot_kernel(DotTypes::kInt8, isa); };
  return std::make_shared<Int8GroupedLayer>(request, *best_int8_kernel(cpu, find));
}

std::span<const std::int8_t> as_int8(const ConstTypedData& data) {
  if (data.dtype != DType::kI8) {
    throw std::logic_error(std::string("expected i8 data, found ") + to_string(data.dtype));
  }
  return {reinterpret_cast<const std::int8_t*>(data.bytes.data()), data.bytes.size()};
}

std::span<std::int8_t> as_int8(const TypedData& data) {
  const std::span<const std::int8_t> read = as_int8(ConstTypedData(data));
  return {const_cast<std::int8_t*>(read.data()), read.size()};
}

}  // namespace resnext
