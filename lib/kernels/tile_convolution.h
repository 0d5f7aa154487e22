// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

// Convolutions as products of tiles, for CPUs with AMX. AMX multiplies bfloat16 numbers, which
// have 8 significant bits; an f32 is the exact sum of three of them, x = x0 + x1 + x2. Of the nine
// products of two such sums the six largest are added up in f32 (x0 w0, x0 w1, x1 w0, x0 w2, x1
// w1, x2 w0); the omitted ones are below 2^-23 of the product, so that the result is as accurate as
// f32 arithmetic. (The idea: Henry, Tang and Heinecke, "Leveraging the bfloat16 Artificial
// Intelligence Datatype for Higher-Precision Computations", 2019.) Weights stay f32 in memory and
// are split on the fly.
namespace resnext {

/// A 1x1 convolution without groups or padding and with any stride, or a 3x3 one with stride 1 or 2
/// and padding 1.
/// Activations are channels last, [batch, size, size, groups * channels].
struct TileConvolution {
  int batch = 1;
  int groups = 1;
  int in_channels = 0;   ///< of one group
  int out_channels = 0;  ///< of one group
  int kernel = 1;        ///< 1 or 3
  int stride = 1;
  int in_size = 0;        ///< height and width, pixels
  int out_size = 0;       ///< (in_size - 1) / stride + 1
  bool residual = false;  ///< adds what the destination holds
  bool relu = false;
};

/// Returns true if the kernels can run `shape`: channels in multiples of 16, or narrow groups that
/// can be merged to 32.
bool fits_tiles(const TileConvolution& shape);

struct TileKernel {
  const char* name;

  /// Returns the bytes of scratch memory for each of `threads`.
  std::size_t (*scratch_bytes)(const TileConvolution& shape, int threads);

  /// Computes the share of thread `thread` of `threads`. `weights`: packed by pack_tile_weights;
  /// `bias`: groups * out_channels; `source` and `destination` must not overlap; `scratch`: this
  /// thread's, 64-byte aligned. The result does not depend on the number of threads. Thread-safe.
  void (*run)(const TileConvolution& shape, const float* source, const float* weights,
              const float* bias, float* destination, std::byte* scratch, int thread, int threads);
};

/// Returns the kernel for this CPU; nullptr without AMX or the system's permission to use it.
const TileKernel* amx_kernel();

/// Returns the reference: the same computation with tiles in plain C++, for tests on any machine.
const TileKernel& reference_tile_kernel();

/// Returns the number of floats of the packed weights: that of the weights, plus zeros that pad
/// groups to multiples of 32 channels.
std::size_t tile_weights_floats(const TileConvolution& shape);

/// Packs from PyTorch's [groups * out_channels, in_channels, kernel, kernel] into the order in
/// which the kernels read them.
void pack_tile_weights(const TileConvolution& shape, std::span<const float> weights,
                       std::span<float> packed);

}  // namespace resnext
