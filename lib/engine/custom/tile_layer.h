#pragma once

#include "engine/custom/custom_kernel.h"
#include "kernels/tile_convolution.h"

namespace resnext {

/// The node's convolution in the terms of tile kernels.
TileConvolution tile_convolution(const OwnKernelRequest& request);

/// Private to lib/engine: a convolution as products of tiles. Activations are channels last.
class TileLayer : public OwnKernel {
 public:
  TileLayer(const TileKernel& kernel, const OwnKernelRequest& request);

  std::string name() const override { return kernel_.name; }
  dnnl::memory::desc source() const override;
  dnnl::memory::desc destination() const override;
  std::size_t weights_floats() const override;
  std::size_t scratch_floats() const override;
  std::string packing() const override { return "tiles 1"; }
  void pack(std::span<const float> weights, std::span<float> packed) const override;
  void run(const float* source, const float* weights, const float* bias, float* destination,
           float* scratch) const override;

 private:
  const TileKernel& kernel_;
  TileConvolution shape_;
  int threads_;
  std::size_t scratch_bytes_;  ///< of a thread
};

}  // namespace resnext
