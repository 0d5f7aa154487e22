#include "engine/custom/custom_kernel.h"

#include "engine/custom/tile_layer.h"
#include "engine/custom/winograd_layer.h"

namespace resnext {
namespace {

using dnnl::cpu_isa;

/// Winograd: grouped 3x3 convolutions with stride 1 on at least 14x14 pixels, from 8 channels a
/// group on AVX2 and from 48 on AVX-512.
constexpr int kWinogradSize = 14;
constexpr int kWinogradChannelsAvx2 = 8;
constexpr int kWinogradChannelsAvx512 = 48;

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

/// Tiles, on CPUs with AMX: 1x1 convolutions, and 3x3 ones from 8 channels a group on. Not where a
/// wide group would have to be filled up by more than half, as 48 channels to 64: Winograd is
/// ahead.
bool tiles_pay(const Node& node, const TileConvolution& shape) {
  constexpr int kFewestChannels = 8;
  constexpr int kWide = 32;
  const auto weights = static_cast<std::size_t>(node.out_channels) *
                       static_cast<std::size_t>(shape.in_channels * shape.kernel * shape.kernel);
  return node.padding == node.kernel / 2 && fits_tiles(shape) &&
         shape.in_channels >= kFewestChannels &&
         (shape.in_channels < kWide || tile_weights_floats(shape) * 2 <= weights * 3);
}

bool winograd_pays(const OwnKernelRequest& request, int lanes) {
  const Node& node = request.node;
  const int channels = node.out_channels / node.groups;
  return node.groups > 1 && node.kernel == 3 && node.stride == 1 && node.padding == 1 &&
         node.in_channels == node.out_channels && node.residual < 0 &&
         request.out_size >= kWinogradSize && channels % lanes == 0 &&
         channels >= (lanes == 16 ? kWinogradChannelsAvx512 : kWinogradChannelsAvx2);
}

}  // namespace

std::shared_ptr<const OwnKernel> choose_own_kernel(const OwnKernelRequest& request,
                                                   KernelChoice choice) {
  if (choice == KernelChoice::kOneDnn) {
    return nullptr;
  }
  const cpu_isa isa = dnnl::get_effective_cpu_isa();
  const TileConvolution tiles = tile_convolution(request);
  if (isa == cpu_isa::avx512_core_amx && amx_kernel() != nullptr &&
      tiles_pay(request.node, tiles)) {
    return std::make_shared<TileLayer>(*amx_kernel(), request);
  }
  const int lanes = lanes_for(isa);
  const WinogradKernel* winograd = lanes == 0 ? nullptr : winograd_kernel(lanes);
  if (winograd != nullptr && winograd_pays(request, lanes)) {
    return std::make_shared<WinogradLayer>(*winograd, request);
  }
  return nullptr;
}

}  // namespace resnext
