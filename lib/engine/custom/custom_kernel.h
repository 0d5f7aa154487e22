#pragma once

#include <dnnl.hpp>
#include <memory>
#include <span>
#include <string>

#include "engine/engine.h"
#include "models/network.h"

namespace resnext {

/// Private to lib/engine: a convolution that one of our own kernels runs in place of oneDNN's, for
/// one batch size. Immutable.
class OwnKernel {
 public:
  OwnKernel() = default;
  virtual ~OwnKernel() = default;
  OwnKernel(const OwnKernel&) = delete;
  OwnKernel& operator=(const OwnKernel&) = delete;

  virtual std::string name() const = 0;

  /// Layouts as oneDNN knows them.
  virtual dnnl::memory::desc source() const = 0;
  virtual dnnl::memory::desc destination() const = 0;
  /// Packed weights, and the scratch memory of all threads.
  virtual std::size_t weights_floats() const = 0;
  virtual std::size_t scratch_floats() const = 0;

  /// Names what pack() makes of given weights: raise its number when that changes, else packed
  /// weights that users keep on disk would be read wrongly (test/kernels/packing_test.cpp tells
  /// when).
  virtual std::string packing() const = 0;

  /// From PyTorch's [out, in / groups, k, k]. Uses OpenMP's current number of threads.
  virtual void pack(std::span<const float> weights, std::span<float> packed) const = 0;

  /// A node with a residual adds it up in the destination. Pointers are 64-byte aligned.
  virtual void run(const float* source, const float* weights, const float* bias, float* destination,
                   float* scratch) const = 0;
};

/// What a convolution's own kernel is made for.
struct OwnKernelRequest {
  const Node& node;
  int batch;
  int in_size;   ///< height and width, pixels
  int out_size;  ///< height and width, pixels
  int threads;
};

/// The rule by which our own kernels are chosen, in one place (docs/benchmarks.md has the
/// measurements). nullptr leaves the layer to oneDNN. Does not depend on the batch size, so that
/// all sessions share the packed weights; follows ONEDNN_MAX_CPU_ISA.
std::shared_ptr<const OwnKernel> choose_own_kernel(const OwnKernelRequest& request,
                                                   KernelChoice choice);

}  // namespace resnext
