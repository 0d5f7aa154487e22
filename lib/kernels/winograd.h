// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "kernels/grouped_convolution.h"

// Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
// Neural Networks", 2016) for grouped convolutions: 36 multiplications where the direct form needs
// 144. Filters stay 3x3 in memory and are transformed on the fly: at batch 1, reading
// transformed ones, four times as large, would cost more than the transform. The points are
// 0, +-1/sqrt(2), +-sqrt(2): half the error of 0, +-1, +-2 at the same cost.
namespace resnext {

/// One implementation, made for vectors of `lanes` floats. `channels` must be a multiple of
/// `lanes`.
struct WinogradKernel {
  const char* name;
  int lanes;

  /// Returns the floats of scratch memory for each thread.
  std::size_t (*scratch_floats)(const GroupedConvolution& shape);

  /// Convolves the (image, group) pairs `first` to `last` of batch * groups; pairs are independent,
  /// so that threads can divide them. `weights`: packed by pack_winograd_weights, for all groups;
  /// `bias`: groups * channels; `source` and `destination` must not overlap; `scratch`: 64-byte
  /// aligned, one for each thread. Thread-safe.
  void (*run)(const GroupedConvolution& shape, const float* source, const BlockedLayout& from,
              const float* weights, const float* bias, float* destination, const BlockedLayout& to,
              float* scratch, int first, int last);
};

/// Returns the implementation for vectors of 4 floats (NEON), 8 (AVX2 and FMA) or 16 (AVX-512);
/// nullptr if the program has none or the CPU lacks the instructions.
const WinogradKernel* winograd_kernel(int lanes);

/// Output vectors that are computed together, and input channels whose transformed filters are held
/// at once.
inline constexpr int kWinogradVectors = 2;
inline constexpr int kWinogradDepth = 64;

/// Packs from PyTorch's [groups * channels, channels, 3, 3] to, for each group, [kWinogradVectors
/// output vectors][kWinogradDepth input channels] blocks of [vector][input channel][9][lanes]; the
/// last blocks may be smaller. The number of floats stays the same.
void pack_winograd_weights(const GroupedConvolution& shape, int lanes,
                           std::span<const float> weights, std::span<float> packed);

}  // namespace resnext
