#pragma once

#include "engine/custom/custom_kernel.h"
#include "kernels/winograd.h"

namespace resnext {

/// Private to lib/engine: a grouped 3x3 convolution by Winograd's algorithm.
class WinogradLayer : public OwnKernel {
 public:
  WinogradLayer(const WinogradKernel& kernel, const OwnKernelRequest& request);

  std::string name() const override { return kernel_.name; }
  /// Channels last with 16 lanes, nChw8c with 8.
  dnnl::memory::desc source() const override;
  dnnl::memory::desc destination() const override { return source(); }
  std::size_t weights_floats() const override;
  std::size_t scratch_floats() const override;
  std::string packing() const override;
  void pack(std::span<const float> weights, std::span<float> packed) const override;
  void run(const float* source, const float* weights, const float* bias, float* destination,
           float* scratch) const override;

 private:
  const WinogradKernel& kernel_;
  GroupedConvolution shape_;
  BlockedLayout layout_;  ///< of source and destination
  int threads_;
};

}  // namespace resnext
