// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/dtype.h"

// Grouped 3x3 convolutions of bfloat16 or 8-bit numbers, with the instructions that add two or four
// products to each 32-bit lane.
namespace resnext {

/// A grouped 3x3 convolution with padding 1 and as many output as input channels.
/// Activations are channels last, [batch, size, size, groups * channels].
struct DotConvolution {
  int batch = 1;
  int groups = 32;
  int channels = 8;  ///< of one group, input and output; a multiple of 8
  int in_size = 56;  ///< height and width, pixels
  int stride = 1;    ///< 1 or 2
  bool relu = false;
  /// kF32 or kBF16, rounded to nearest even; with 8-bit numbers also kU8, which clears negative
  /// values whether or not `relu` is set.
  DType destination = DType::kF32;
};

/// Source and weights.
enum class DotTypes {
  kBf16,  ///< bfloat16 by bfloat16, summed in f32
  kInt8,  ///< u8 by s8, summed exactly in 32 bits: up to 7,000 channels a group
};

/// The instructions of an implementation.
enum class DotIsa { kReference, kAvx2, kAvxVnni, kAvx512, kAvx512Vnni, kAvx512Bf16 };
inline constexpr DotIsa kDotIsas[] = {DotIsa::kReference, DotIsa::kAvx2,       DotIsa::kAvxVnni,
                                      DotIsa::kAvx512,    DotIsa::kAvx512Vnni, DotIsa::kAvx512Bf16};

/// What a kernel works on; `source` and `destination` must not overlap.
struct DotArguments {
  const std::byte* source = nullptr;
  const std::byte* weights = nullptr;  ///< packed by pack_dot_weights
  const float* scale = nullptr;        ///< groups * channels; for 8-bit numbers only
  const float* bias = nullptr;         ///< groups * channels
  std::byte* destination = nullptr;
  std::byte* scratch = nullptr;  ///< 64-byte aligned, one for each thread
};

/// How packed weights lie in memory; see pack_dot_weights.
struct DotLayout {
  const char* name;  ///< raise its number when the format changes
  int lanes;         ///< output channels of a vector
  int depth;         ///< input channels whose products are added to a lane at once
  int vectors;       ///< vectors that are computed together
};

/// One implementation. With 8-bit numbers, all give the same bits: an output is
/// fma(sum, scale, bias) for the exact sum, converted to f32; ReLU; rounded once to the
/// destination's type, to nearest even, and clamped to its range. With bfloat16, an output does not
/// depend on how units are divided, but implementations sum in different orders.
struct DotKernel {
  const char* name;
  DotTypes types;
  DotLayout layout;

  /// Returns the bytes of scratch memory for each thread.
  std::size_t (*scratch_bytes)(const DotConvolution& shape);

  /// Returns the number of units of work. They are about equal.
  int (*units)(const DotConvolution& shape);

  /// Computes units `first` to `last`. Units are independent, so that threads can divide them;
  /// successive ones share work. Thread-safe.
  void (*run)(const DotConvolution& shape, const DotArguments& arguments, int first, int last);
};

/// Returns the implementation with these instructions; nullptr if there is none, the program was
/// compiled without it or the CPU lacks the instructions. The reference, plain C++, always exists.
const DotKernel* dot_kernel(DotTypes types, DotIsa isa);

/// Returns the number of packed weights: that of the weights, plus zeros that fill up an odd number
/// of groups where two share a vector.
std::size_t dot_weights_size(const DotLayout& layout, const DotConvolution& shape);

/// Packs from PyTorch's [groups * channels, channels, 3, 3], f32 rounded to bfloat16 or s8, to
/// [groups][blocks of `vectors` output vectors][chunks of steps][9][step][vector][lane][`depth`].
/// The last block may be smaller. A step is `depth` input channels; a chunk is four steps, or two
/// if a group has fewer lanes than four steps have channels. Where `channels` is no multiple of
/// `lanes`, two groups are packed as one, with their output channels in turns. Uses the calling
/// thread's ThreadTeam.
void pack_dot_weights(const DotLayout& layout, const DotConvolution& shape,
                      std::span<const float> weights, std::span<std::uint16_t> packed);
void pack_dot_weights(const DotLayout& layout, const DotConvolution& shape,
                      std::span<const std::int8_t> weights, std::span<std::int8_t> packed);

}  // namespace resnext
