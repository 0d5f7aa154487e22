#pragma once

#include <dnnl.hpp>
#include <optional>

#include "engine/engine.h"
#include "graph/network.h"
#include "kernels/winograd.h"

namespace resnext {

/// Private to lib/engine: a grouped convolution that our own kernel runs in place of oneDNN's.
struct WinogradLayer {
  const WinogradKernel* kernel = nullptr;
  GroupedConvolution shape;
  BlockedLayout layout;  ///< of source and destination
  int threads = 1;

  /// The activations' layout as oneDNN knows it: channels last with 16 lanes, nChw8c with 8.
  dnnl::memory::desc activation() const;
  /// Packed weights, a plain row of floats.
  dnnl::memory::desc weights() const;
  /// Scratch memory of all threads.
  dnnl::memory::desc scratchpad() const;

  void run(const float* source, const float* weights, const float* bias, float* destination,
           float* scratch) const;
};

/// The rule by which our own kernel is chosen, measured (docs/benchmarks.md): grouped 3x3
/// convolutions with stride 1 on at least 14x14 pixels, from 8 channels a group on AVX2 and from 48
/// on AVX-512. Nothing if `choice` is oneDNN, and on CPUs (or under ONEDNN_MAX_CPU_ISA) without
/// AVX2. Does not depend on the batch size, so that all sessions share the packed weights.
std::optional<WinogradLayer> choose_winograd(const Node& node, int batch, int size, int threads,
                                             KernelChoice choice);

}  // namespace resnext
