#include "engine/winograd_layer.h"

#include <omp.h>

namespace resnext {
namespace {

using dnnl::cpu_isa;
using dnnl::memory;

constexpr int kSmallestSize = 14;
constexpr int kFewestChannelsAvx2 = 8;
constexpr int kFewestChannelsAvx512 = 48;

/// Vector length that fits what oneDNN uses around us, and with it the layouts; 0 for none.
int lanes_for(cpu_isa isa) {
  switch (isa) {
    case cpu_isa::avx2:
    case cpu_isa::avx2_vnni:
      return 8;
    case cpu_isa::avx512_core:
    case cpu_isa::avx512_core_vnni:
    case cpu_isa::avx512_core_bf16:
    case cpu_isa::avx512_core_amx:
      return 16;
    default:
      return 0;
  }
}

}  // namespace

memory::desc WinogradLayer::activation() const {
  const memory::dim channels = memory::dim{shape.groups} * shape.channels;
  const memory::dims dims = {shape.batch, channels, shape.size, shape.size};
  return {dims, memory::data_type::f32,
          kernel->lanes == 16 ? memory::format_tag::nhwc : memory::format_tag::nChw8c};
}

memory::desc WinogradLayer::weights() const {
  return {{std::int64_t{shape.groups} * shape.channels * shape.channels * 9},
          memory::data_type::f32,
          memory::format_tag::x};
}

memory::desc WinogradLayer::scratchpad() const {
  return {{threads * static_cast<std::int64_t>(kernel->scratch_floats(shape))},
          memory::data_type::f32,
          memory::format_tag::x};
}

void WinogradLayer::run(const float* source, const float* weights, const float* bias,
                        float* destination, float* scratch) const {
  const std::int64_t pairs = std::int64_t{shape.batch} * shape.groups;
  const std::size_t scratch_floats = kernel->scratch_floats(shape);
#pragma omp parallel num_threads(threads)
  {
    const int thread = omp_get_thread_num();
    const int count = omp_get_num_threads();
    kernel->run(shape, source, layout, weights, bias, destination, layout,
                scratch + static_cast<std::size_t>(thread) * scratch_floats,
                static_cast<int>(pairs * thread / count),
                static_cast<int>(pairs * (thread + 1) / count));
  }
}

std::optional<WinogradLayer> choose_winograd(const Node& node, int batch, int size, int threads,
                                             KernelChoice choice) {
  if (choice == KernelChoice::kOneDnn || node.groups == 1 || node.kernel != 3 || node.stride != 1 ||
      node.padding != 1 || node.in_channels != node.out_channels || node.residual >= 0 ||
      size < kSmallestSize) {
    return std::nullopt;
  }
  const int lanes = lanes_for(dnnl::get_effective_cpu_isa());
  const WinogradKernel* kernel = lanes == 0 ? nullptr : winograd_kernel(lanes);
  const int channels = node.out_channels / node.groups;
  if (kernel == nullptr || channels % lanes != 0 ||
      channels < (lanes == 16 ? kFewestChannelsAvx512 : kFewestChannelsAvx2)) {
    return std::nullopt;
  }
  WinogradLayer layer{kernel, {batch, node.groups, channels, size, node.relu}, {}, threads};
  const std::ptrdiff_t pixels = std::ptrdiff_t{size} * size;
  layer.layout = lanes == 16 ? BlockedLayout{pixels * node.out_channels, lanes, node.out_channels}
                             : BlockedLayout{pixels * node.out_channels, pixels * lanes, lanes};
  return layer;
}

}  // namespace resnext
