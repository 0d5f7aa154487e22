#include "engine/custom/winograd_layer.h"

#include <omp.h>

namespace resnext {

using dnnl::memory;

WinogradLayer::WinogradLayer(const WinogradKernel& kernel, const OwnKernelRequest& request)
    : kernel_(kernel), threads_(request.threads) {
  const Node& node = request.node;
  const std::ptrdiff_t pixels = std::ptrdiff_t{request.out_size} * request.out_size;
  shape_ = {request.batch, node.groups, node.out_channels / node.groups, request.out_size,
            node.relu};
  layout_ = kernel.lanes == 16
                ? BlockedLayout{pixels * node.out_channels, kernel.lanes, node.out_channels}
                : BlockedLayout{pixels * node.out_channels, pixels * kernel.lanes, kernel.lanes};
}

memory::desc WinogradLayer::source() const {
  const memory::dim channels = memory::dim{shape_.groups} * shape_.channels;
  const memory::dims dims = {shape_.batch, channels, shape_.size, shape_.size};
  return {dims, memory::data_type::f32,
          kernel_.lanes == 16 ? memory::format_tag::nhwc : memory::format_tag::nChw8c};
}

std::size_t WinogradLayer::weights_floats() const {
  return static_cast<std::size_t>(shape_.groups) *
         static_cast<std::size_t>(shape_.channels * shape_.channels * 9);
}

std::size_t WinogradLayer::scratch_floats() const {
  return static_cast<std::size_t>(threads_) * kernel_.scratch_floats(shape_);
}

std::string WinogradLayer::packing() const {
  return "winograd " + std::to_string(kernel_.lanes) + " lanes 1";
}

void WinogradLayer::pack(std::span<const float> weights, std::span<float> packed) const {
  pack_winograd_weights(shape_, kernel_.lanes, weights, packed);
}

void WinogradLayer::run(const float* source, const float* weights, const float* bias,
                        float* destination, float* scratch) const {
  const std::int64_t pairs = std::int64_t{shape_.batch} * shape_.groups;
  const std::size_t scratch_floats = kernel_.scratch_floats(shape_);
#pragma omp parallel num_threads(threads_)
  {
    const int thread = omp_get_thread_num();
    const int count = omp_get_num_threads();
    kernel_.run(shape_, source, layout_, weights, bias, destination, layout_,
                scratch + static_cast<std::size_t>(thread) * scratch_floats,
                static_cast<int>(pairs * thread / count),
                static_cast<int>(pairs * (thread + 1) / count));
  }
}

}  // namespace resnext
