// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

// Convolutions of f32 whose sums have the same order on every CPU, for networks whose results must
// be the same bits everywhere.
namespace resnext {

/// A convolution, or, with one pixel, a linear layer. The destination is channels last: [batch,
/// out_size, out_size, groups * out_channels].
struct OrderedConvolution {
  int batch = 1;
  int groups = 1;
  int in_channels = 3;    ///< of one group
  int out_channels = 64;  ///< of one group
  int kernel = 1;         ///< height and width, pixels
  int stride = 1;
  int padding = 0;
  int in_size = 1;        ///< height and width, pixels
  int out_size = 1;       ///< height and width, pixels
  bool residual = false;  ///< adds what the destination holds before
  bool relu = false;
  bool planar = false;  ///< the source is [batch, channels, in_size, in_size]; else channels last
};

/// What a kernel works on; `source` and `destination` must not overlap.
struct OrderedArguments {
  const float* source = nullptr;
  const float* weights = nullptr;  ///< packed by pack_ordered_weights
  const float* bias = nullptr;     ///< groups * out_channels
  float* destination = nullptr;
  float* scratch = nullptr;  ///< 64-byte aligned, one for each thread
};

/// One implementation. All give the same bits: a sum begins with 0 and adds the products of the
/// filter's rows, columns and channels, in this order and each with fma; then come the bias, the
/// residual and the ReLU.
struct OrderedKernel {
  const char* name;

  /// Returns the floats of scratch memory for each thread.
  std::size_t (*scratch_floats)(const OrderedConvolution& shape);

  /// Returns the number of units of work, which are independent and about equal.
  int (*units)(const OrderedConvolution& shape);

  /// Computes units `first` to `last`. Thread-safe.
  void (*run)(const OrderedConvolution& shape, const OrderedArguments& arguments, int first,
              int last);
};

/// Returns the implementation for vectors of 16, 8 or 4 lanes; nullptr if the program was compiled
/// without it or the CPU lacks the instructions; with 0, the reference, plain C++.
const OrderedKernel* ordered_kernel(int lanes);

/// Output channels of a block; the last one of a group is filled up with zeros.
inline constexpr int kOrderedBlock = 16;

/// Returns the number of packed weights.
std::size_t ordered_weights_size(const OrderedConvolution& shape);

/// Packs from PyTorch's [groups * out_channels, in_channels, kernel, kernel] to
/// [groups][blocks][kernel][kernel][in_channels][kOrderedBlock].
void pack_ordered_weights(const OrderedConvolution& shape, std::span<const float> weights,
                          std::span<float> packed);

}  // namespace resnext
