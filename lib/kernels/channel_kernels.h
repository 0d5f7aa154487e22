// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Kernels that treat each channel by itself, in any layout of activations: gates, blur pools, group
// norms, means; and what computes a gate from the means.
namespace resnext {

/// An activation [batch, channels, H, W] in memory: [batch, blocks, pixels, inner], where a block
/// has `inner` channels and the last one is filled up with zeros. inner is 1 for NCHW, 8 or 16 for
/// oneDNN's nChw8c and nChw16c, and `channels` for NHWC.
struct ChannelBlocks {
  int batch = 1;
  int channels = 1;
  int pixels = 1;  ///< H * W
  int inner = 1;

  int blocks() const { return (channels + inner - 1) / inner; }
  /// Returns the number of elements of all images, filled up.
  std::size_t size() const {
    return static_cast<std::size_t>(batch) * static_cast<std::size_t>(blocks()) *
           static_cast<std::size_t>(pixels) * static_cast<std::size_t>(inner);
  }
};

/// What follows the kernel's own arithmetic, element by element.
struct Finish {
  bool add = false;   ///< adds what the destination holds: a residual
  bool relu = false;  ///< then max(x, 0)
};

/// A channel gate: destination = source * scale of the channel.
struct ChannelGate {
  ChannelBlocks shape;
  Finish finish;

  /// Returns the number of units of work: pixels of blocks.
  std::int64_t units() const { return std::int64_t{shape.batch} * shape.blocks() * shape.pixels; }
};

/// A binomial filter [1 2 1] / 4 of rows and columns. Pixels beyond the edges are
/// mirrored at the outermost ones, as PyTorch's reflection padding does; at least 2 x 2 pixels.
struct BlurPool {
  ChannelBlocks source;
  int height = 2;
  int width = 2;
  int stride = 2;

  int out_height() const { return (height - 1) / stride + 1; }
  int out_width() const { return (width - 1) / stride + 1; }
  /// Returns the number of units of work: output rows of blocks.
  std::int64_t units() const { return std::int64_t{source.batch} * source.blocks() * out_height(); }
};

/// A group norm: each image's groups of channels get mean 0 and variance 1, then each channel its
/// weight and bias (arXiv 1803.08494). `groups` divides the channels.
struct GroupNorm {
  ChannelBlocks shape;
  int groups = 32;
  Finish finish;

  /// Returns the number of units of work: groups of images.
  std::int64_t units() const { return std::int64_t{shape.batch} * groups; }
};

/// The mean of each channel's map, written as [batch, channels].
struct ChannelMean {
  ChannelBlocks source;

  /// Returns the number of channels that one unit of work averages; they lie side by side.
  int width() const { return source.inner < kWidest ? source.inner : kWidest; }
  int units_a_block() const { return (source.inner + width() - 1) / width(); }
  std::int64_t units() const {
    return std::int64_t{source.batch} * source.blocks() * units_a_block();
  }

  static constexpr int kWidest = 64;
};

/// A linear layer on pooled vectors: destination[n, o] = sum over i of weights[o, i] *
/// source[n, i], plus bias[o].
struct PooledLinear {
  int batch = 1;
  int in_channels = 1;
  int out_channels = 1;  ///< units of work
  bool relu = false;
};

/// The kernels of one instruction set. All of them work on units first to last - 1, so that threads
/// can share the work, and read and write filled-up blocks.
struct ChannelKernels {
  const char* name;

  /// `scales`: [batch, blocks, inner].
  void (*gate)(const ChannelGate& gate, const float* source, const float* scales,
               float* destination, std::int64_t first, std::int64_t last);
  void (*blur)(const BlurPool& pool, const float* source, float* destination, std::int64_t first,
               std::int64_t last);
  void (*mean)(const ChannelMean& mean, const float* source, float* destination, std::int64_t first,
               std::int64_t last);
  void (*linear)(const PooledLinear& layer, const float* source, const float* weights,
                 const float* bias, float* destination, std::int64_t first, std::int64_t last);
  /// `weight`, `bias`: one a channel.
  void (*norm)(const GroupNorm& norm, const float* source, const float* weight, const float* bias,
               float* destination, std::int64_t first, std::int64_t last);
};

/// Returns the kernels for vectors of `lanes` f32 elements: 4 (NEON), 8 (AVX2) or 16 (AVX-512);
/// those for every CPU for any other number, or if this CPU has no such vectors.
const ChannelKernels& channel_kernels(int lanes);

/// Computes 1 / (1 + exp(-gate)) of each channel: `gates` is [batch, channels], `scales` [batch,
/// blocks, inner], filled up with zeros.
void logistic_scales(const ChannelBlocks& shape, std::span<const float> gates,
                     std::span<float> scales);

/// Convolves each row of `source`, [batch, channels], with a kernel of an odd number of weights;
/// zeros follow at both ends.
void convolve_channels(int batch, int channels, std::span<const float> source,
                       std::span<const float> weights, std::span<float> destination);

}  // namespace resnext
