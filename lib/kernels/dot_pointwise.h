// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/dot_convolution.h"

// 1x1 convolutions of 8-bit numbers, with the instructions that add two or four products to each
// 32-bit lane.
namespace resnext {

/// A 1x1 convolution of 8-bit numbers, u8 by s8. Activations are channels last, from [batch,
/// in_size, in_size, in_channels] to [batch, out_size, out_size, out_channels], where out_size is
/// (in_size - 1) / stride + 1.
struct DotPointwise {
  int batch = 1;
  int in_channels = 64;   ///< a multiple of 16, up to 65,536: sums are exact in 32 bits
  int out_channels = 64;  ///< a multiple of 16
  int in_size = 56;       ///< height and width, pixels
  int stride = 1;         ///< 1 or more
  bool relu = false;
  /// What the destination holds before, which is added: kU8 or kI8; kF32 if nothing is added.
  DType residual = DType::kF32;
  /// kU8, which clears negative values whether or not `relu` is set, or kI8; kF32 only if nothing
  /// is added.
  DType destination = DType::kU8;
};

/// Returns whether the kernels compute this convolution: whether its numbers are as described.
bool fits_dot_pointwise(const DotPointwise& shape);

/// What a kernel works on; `source` and `destination` must not overlap.
struct DotPointwiseArguments {
  const std::byte* source = nullptr;
  const std::byte* weights = nullptr;  ///< packed by pack_dot_pointwise_weights
  const float* scale = nullptr;        ///< out_channels
  const float* bias = nullptr;         ///< out_channels
  float residual_scale = 0;            ///< of what the destination holds, if that is added
  std::byte* destination = nullptr;
  std::byte* scratch = nullptr;  ///< 64-byte aligned, one for each thread
};

/// One implementation. All give the same bits: an output is v = fma(sum, scale, bias) for the exact
/// sum, converted to f32; with a residual fma(residual, residual_scale, v); ReLU; rounded to
/// nearest even and clamped to the destination's range, which is -128 to 127 for kI8.
struct DotPointwiseKernel {
  const char* name;
  DotLayout layout;

  /// Returns the bytes of scratch memory for each thread.
  std::size_t (*scratch_bytes)(const DotPointwise& shape);

  /// Returns the number of units of work. They are about equal.
  int (*units)(const DotPointwise& shape);

  /// Computes units `first` to `last`. Units are independent, so that threads can divide them;
  /// successive ones share work. Thread-safe.
  void (*run)(const DotPointwise& shape, const DotPointwiseArguments& arguments, int first,
              int last);
};

/// Returns the implementation with these instructions; nullptr if there is none, the program was
/// compiled without it or the CPU lacks the instructions. The reference, plain C++, always exists.
const DotPointwiseKernel* dot_pointwise_kernel(DotIsa isa);

/// Returns the number of packed weights, which is that of the weights.
std::size_t dot_pointwise_weights_size(const DotLayout& layout, const DotPointwise& shape);

/// Packs from PyTorch's [out_channels, in_channels] to [blocks of `vectors` output
/// vectors][in_channels / `depth`][vector][lane][`depth`]. Output vectors that don't fill a block
/// are blocks of one vector. Uses the calling thread's ThreadTeam.
void pack_dot_pointwise_weights(const DotLayout& layout, const DotPointwise& shape,
                                std::span<const std::int8_t> weights,
                                std::span<std::int8_t> packed);

}  // namespace resnext
