#include "engine/custom/tile_layer.h"

#include <omp.h>

namespace resnext {
namespace {

using dnnl::memory;

memory::desc channels_last(int batch, int channels, int size) {
  return {{batch, channels, size, size}, memory::data_type::f32, memory::format_tag::nhwc};
}

}  // namespace

TileConvolution tile_convolution(const OwnKernelRequest& request) {
  const Node& node = request.node;
  return {.batch = request.batch,
          .groups = node.groups,
          .in_channels = node.in_channels / node.groups,
          .out_channels = node.out_channels / node.groups,
          .kernel = node.kernel,
          .stride = node.stride,
          .in_size = request.in_size,
          .out_size = request.out_size,
          .residual = node.residual >= 0,
          .relu = node.relu};
}

TileLayer::TileLayer(const TileKernel& kernel, const OwnKernelRequest& request)
    : kernel_(kernel), shape_(tile_convolution(request)), threads_(request.threads) {
  constexpr std::size_t kPage = 4096;
  scratch_bytes_ = (kernel_.scratch_bytes(shape_, threads_) + kPage - 1) / kPage * kPage;
}

memory::desc TileLayer::source() const {
  return channels_last(shape_.batch, shape_.groups * shape_.in_channels, shape_.in_size);
}

memory::desc TileLayer::destination() const {
  return channels_last(shape_.batch, shape_.groups * shape_.out_channels, shape_.out_size);
}

std::size_t TileLayer::weights_floats() const { return tile_weights_floats(shape_); }

std::size_t TileLayer::scratch_floats() const {
  return static_cast<std::size_t>(threads_) * scratch_bytes_ / sizeof(float);
}

void TileLayer::pack(std::span<const float> weights, std::span<float> packed) const {
  pack_tile_weights(shape_, weights, packed);
}

void TileLayer::run(const float* source, const float* weights, const float* bias,
                    float* destination, float* scratch) const {
#pragma omp parallel num_threads(threads_)
  {
    const int count = omp_get_num_threads();
    for (int share = omp_get_thread_num(); share < threads_; share += count) {
      kernel_.run(
          shape_, source, weights, bias, destination,
          reinterpret_cast<std::byte*>(scratch) + static_cast<std::size_t>(share) * scratch_bytes_,
          share, threads_);
    }
  }
}

}  // namespace resnext
