// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>

#include "kernels/winograd.h"

// F(4x4, 3x3) for any vector length, with the compiler's vector extension. Private to lib/kernels.
// Included once for each instruction set; everything is in an anonymous namespace and calls no
// inline function of the standard library, so that no two instruction sets share a function.
namespace resnext {
namespace {

template <std::ptrdiff_t kLanes>
class Winograd {
 public:
  typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));

  static std::size_t scratch_floats(const GroupedConvolution& shape) {
    const Sizes sizes(shape);
    return static_cast<std::size_t>(sizes.strip +
                                    kPoints * (sizes.input_step + sizes.sum_step + kFilterStep));
  }

  static void run(const GroupedConvolution& shape, const float* source, const BlockedLayout& from,
                  const float* weights, const float* bias, float* destination,
                  const BlockedLayout& to, float* scratch, int first, int last) {
    const Winograd task(shape, scratch);
    const std::ptrdiff_t channels = shape.channels;
    const std::ptrdiff_t blocks = channels / kLanes;
    for (int pair = first; pair < last; ++pair) {
      const std::ptrdiff_t image = pair / shape.groups;
      const std::ptrdiff_t group = pair % shape.groups;
      const float* in = source + image * from.image + group * blocks * from.block;
      float* out = destination + image * to.image + group * blocks * to.block;
      for (int row = 0; row < task.sizes_.across; row += task.sizes_.rows) {
        const int rows = smaller(task.sizes_.rows, task.sizes_.across - row);
        task.transform_inputs(in, from, row, rows);
        task.convolve(weights + group * channels * channels * 9, bias + group * channels, out, to,
                      row, rows);
      }
    }
  }

 private:
  static constexpr int kVectors = kWinogradVectors;
  static constexpr std::ptrdiff_t kWide = kVectors * kLanes;  ///< output channels at once
  static constexpr int kDepth = kWinogradDepth;
  static constexpr std::ptrdiff_t kPoints = 36;

  /// Tiles in registers at once: of 32 registers with NEON and AVX-512, of 16 with AVX2.
  static constexpr int kHeight = kLanes == 8 ? 6 : 8;
  static constexpr int kMostTiles = 56;
  static constexpr int kPad = 16;  ///< floats between points, which then use other cache sets
  static constexpr std::ptrdiff_t kFilterStep = kDepth * kWide + kPad;  ///< in filters_
  static constexpr int kCacheLine = 16;                                 ///< floats

  // The points' squares and what is made of them.
  static constexpr float kP = 0.707106781186547524F;  // 1 / sqrt(2)
  static constexpr float kQ = 1.41421356237309505F;   // sqrt(2)
  static constexpr float kP2 = 0.5F;
  static constexpr float kQ2 = 2.0F;
  static constexpr float kSum = kP2 + kQ2;
  static constexpr float kNormP = 1 / (2 * kP2 * (kP2 - kQ2));
  static constexpr float kNormQ = 1 / (2 * kQ2 * (kQ2 - kP2));

  /// How the work is divided, and the sizes of its parts in floats.
  struct Sizes {
    explicit Sizes(const GroupedConvolution& shape)
        : across((shape.size + 3) / 4),
          rows(across < kMostTiles ? smaller(across, kMostTiles / across) : 1),
          strip_width(4 * across + 2),
          strip(6 * strip_width * kLanes),
          input_step(static_cast<std::ptrdiff_t>(rows) * across * shape.channels + kPad),
          sum_step(static_cast<std::ptrdiff_t>(rows) * across * kWide + kPad) {}

    int across;                  ///< tiles in a row
    int rows;                    ///< of tiles, computed together
    std::ptrdiff_t strip_width;  ///< pixels
    std::ptrdiff_t strip;
    std::ptrdiff_t input_step;  ///< from point to point in inputs_
    std::ptrdiff_t sum_step;    ///< from point to point in sums_
  };

  Winograd(const GroupedConvolution& shape, float* scratch)
      : size_(shape.size),
        channels_(shape.channels),
        relu_(shape.relu),
        sizes_(shape),
        strip_(scratch),
        inputs_(strip_ + sizes_.strip),
        sums_(inputs_ + kPoints * sizes_.input_step),
        filters_(sums_ + kPoints * sizes_.sum_step) {}

  // Not std::min: a copy of it made for this instruction set could be linked for all.
  static constexpr int smaller(int a, int b) { return a < b ? a : b; }

  static Vector load(const float* from) {
    Vector value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  static void store(float* to, Vector value) { std::memcpy(to, &value, sizeof value); }

  /// Computes inputs_[point][tile][channel] = B^T d B for some rows of tiles.
  void transform_inputs(const float* source, const BlockedLayout& from, int first_row,
                        int rows) const {
    for (int channel = 0; channel < channels_; channel += kLanes) {
      for (int row = 0; row < rows; ++row) {
        fill_strip(source + channel / kLanes * from.block, from.pixel, (first_row + row) * 4 - 1);
        for (int column = 0; column < sizes_.across; ++column) {
          transform_input(
              strip_ + static_cast<std::ptrdiff_t>(column) * 4 * kLanes,
              inputs_ + (static_cast<std::ptrdiff_t>(row) * sizes_.across + column) * channels_ +
                  channel);
        }
      }
    }
  }

  /// Copies six rows of one block of channels, with zeros around the image.
  void fill_strip(const float* plane, std::ptrdiff_t pixel, int top) const {
    for (std::ptrdiff_t i = 0; i < 6; ++i) {
      float* to = strip_ + i * sizes_.strip_width * kLanes;
      const int y = top + static_cast<int>(i);
      if (y < 0 || y >= size_) {
        std::memset(to, 0, static_cast<std::size_t>(sizes_.strip_width) * sizeof(Vector));
        continue;
      }
      store(to, Vector{});
      const float* row = plane + static_cast<std::ptrdiff_t>(y) * size_ * pixel;
      for (int x = 0; x < size_; ++x) {
        store(to + static_cast<std::ptrdiff_t>(x + 1) * kLanes, load(row + x * pixel));
      }
      for (std::ptrdiff_t x = size_ + 1; x < sizes_.strip_width; ++x) {
        store(to + x * kLanes, Vector{});
      }
    }
  }

  void transform_input(const float* tile, float* to) const {
    Vector rows[6][6];
    for (std::ptrdiff_t i = 0; i < 6; ++i) {
      const float* line = tile + i * sizes_.strip_width * kLanes;
      Vector d[6];
      for (std::ptrdiff_t j = 0; j < 6; ++j) {
        d[j] = load(line + j * kLanes);
      }
      input_points(d, rows[i]);
    }
    for (std::ptrdiff_t j = 0; j < 6; ++j) {
      const Vector d[6] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j], rows[4][j], rows[5][j]};
      Vector points[6];
      input_points(d, points);
      for (std::ptrdiff_t i = 0; i < 6; ++i) {
        store(to + (i * 6 + j) * sizes_.input_step, points[i]);
      }
    }
  }

  /// Computes one group's outputs for some rows of tiles.
  void convolve(const float* weights, const float* bias, float* plane, const BlockedLayout& to,
                int first_row, int rows) const {
    const int tiles = rows * sizes_.across;
    for (int out = 0; out < channels_; out += kWide) {
      const int vectors = smaller(kVectors, (channels_ - out) / kLanes);
      for (int in = 0; in < channels_; in += kDepth) {
        const int depth = smaller(kDepth, channels_ - in);
        for (int v = 0; v < vectors; ++v) {
          transform_filters(weights, v, depth);
          weights += static_cast<std::ptrdiff_t>(depth) * 9 * kLanes;
        }
        vectors == kVectors ? multiply<kVectors>(in, depth, tiles, weights)
                            : multiply<1>(in, depth, tiles, weights);
      }
      for (int v = 0; v < vectors; ++v) {
        const int block = out / kLanes + v;
        transform_outputs(v, load(bias + block * kLanes), plane + block * to.block, to.pixel,
                          first_row, rows);
      }
    }
  }

  /// Computes filters_[input channel][point][output channel] = G g G^T.
  void transform_filters(const float* weights, int v, int depth) const {
    for (int k = 0; k < depth; ++k) {
      const float* filter = weights + static_cast<std::ptrdiff_t>(k) * 9 * kLanes;
      Vector rows[3][6];
      for (std::ptrdiff_t i = 0; i < 3; ++i) {
        filter_points(load(filter + i * 3 * kLanes), load(filter + (i * 3 + 1) * kLanes),
                      load(filter + (i * 3 + 2) * kLanes), rows[i]);
      }
      float* to = filters_ + static_cast<std::ptrdiff_t>(k) * kWide + v * kLanes;
      for (std::ptrdiff_t j = 0; j < 6; ++j) {
        Vector points[6];
        filter_points(rows[0][j], rows[1][j], rows[2][j], points);
        for (std::ptrdiff_t i = 0; i < 6; ++i) {
          store(to + (i * 6 + j) * kFilterStep, points[i]);
        }
      }
    }
  }

  /// Computes sums_[point][tile][output channel] (+)= inputs_ x filters_, point by point, and
  /// prefetches the filters at `next`.
  template <int kCount>
  void multiply(int in, int depth, int tiles, const float* next) const {
    const std::ptrdiff_t share = static_cast<std::ptrdiff_t>(kCount) * depth * 9 * kLanes / kPoints;
    for (int point = 0; point < kPoints; ++point) {
      for (std::ptrdiff_t i = 0; i < share; i += kCacheLine) {
        __builtin_prefetch(next + point * share + i, 0, 2);
      }
      const float* a = inputs_ + point * sizes_.input_step + in;
      const float* b = filters_ + point * kFilterStep;
      float* c = sums_ + point * sizes_.sum_step;
      int tile = 0;
      for (; tile + kHeight <= tiles; tile += kHeight) {
        multiply_tiles<kHeight, kCount>(a, b, c, tile, in == 0, depth);
      }
      if (tiles - tile >= 4) {
        multiply_tiles<4, kCount>(a, b, c, tile, in == 0, depth);
        tile += 4;
      }
      if (tiles - tile >= 2) {
        multiply_tiles<2, kCount>(a, b, c, tile, in == 0, depth);
        tile += 2;
      }
      if (tiles - tile >= 1) {
        multiply_tiles<1, kCount>(a, b, c, tile, in == 0, depth);
      }
    }
  }

  template <int kTiles, int kCount>
  void multiply_tiles(const float* a, const float* b, float* c, int tile, bool fresh,
                      int depth) const {
    const std::ptrdiff_t stride = channels_;
    a += tile * stride;
    c += static_cast<std::ptrdiff_t>(tile) * kWide;
    Vector sums[kTiles][kCount];
    for (int t = 0; t < kTiles; ++t) {
      for (int v = 0; v < kCount; ++v) {
        sums[t][v] = fresh ? Vector{} : load(c + t * kWide + v * kLanes);
      }
    }
    for (int k = 0; k < depth; ++k) {
      Vector filters[kCount];
      for (int v = 0; v < kCount; ++v) {
        filters[v] = load(b + static_cast<std::ptrdiff_t>(k) * kWide + v * kLanes);
      }
#pragma GCC unroll 8
      for (int t = 0; t < kTiles; ++t) {
        const Vector input = a[t * stride + k] - Vector{};  // x - 0 is x; 0 + x is not, for -0
#pragma GCC unroll 2
        for (int v = 0; v < kCount; ++v) {
          sums[t][v] += input * filters[v];
        }
      }
    }
    for (int t = 0; t < kTiles; ++t) {
      for (int v = 0; v < kCount; ++v) {
        store(c + t * kWide + v * kLanes, sums[t][v]);
      }
    }
  }

  /// Computes destination = A^T m A + bias, cut at the image's edge.
  void transform_outputs(int v, Vector bias, float* plane, std::ptrdiff_t pixel, int first_row,
                         int rows) const {
    for (int tile = 0; tile < rows * sizes_.across; ++tile) {
      const int top = (first_row + tile / sizes_.across) * 4;
      const int left = tile % sizes_.across * 4;
      const float* from = sums_ + static_cast<std::ptrdiff_t>(tile) * kWide + v * kLanes;
      Vector lines[6][4];
      for (std::ptrdiff_t i = 0; i < 6; ++i) {
        Vector m[6];
        for (std::ptrdiff_t j = 0; j < 6; ++j) {
          m[j] = load(from + (i * 6 + j) * sizes_.sum_step);
        }
        output_values(m, lines[i]);
      }
      for (std::ptrdiff_t j = 0; j < 4 && left + j < size_; ++j) {
        const Vector m[6] = {lines[0][j], lines[1][j], lines[2][j],
                             lines[3][j], lines[4][j], lines[5][j]};
        Vector values[4];
        output_values(m, values);
        for (std::ptrdiff_t i = 0; i < 4 && top + i < size_; ++i) {
          Vector value = values[i] + bias;
          if (relu_) {
            value = value > 0 ? value : Vector{};
          }
          store(plane + (static_cast<std::ptrdiff_t>(top + i) * size_ + left + j) * pixel, value);
        }
      }
    }
  }

  /// Computes a row of B^T d.
  static void input_points(const Vector (&d)[6], Vector (&o)[6]) {
    o[0] = d[0] + d[4] - kSum * d[2];
    const Vector even_p = d[4] - kQ2 * d[2];
    const Vector odd_p = kP * (d[3] - kQ2 * d[1]);
    o[1] = even_p + odd_p;
    o[2] = even_p - odd_p;
    const Vector even_q = d[4] - kP2 * d[2];
    const Vector odd_q = kQ * (d[3] - kP2 * d[1]);
    o[3] = even_q + odd_q;
    o[4] = even_q - odd_q;
    o[5] = d[1] + d[5] - kSum * d[3];
  }

  /// Computes a row of G g.
  static void filter_points(Vector g0, Vector g1, Vector g2, Vector (&o)[6]) {
    o[0] = g0;
    const Vector even_p = kNormP * (g0 + kP2 * g2);
    const Vector odd_p = (kNormP * kP) * g1;
    o[1] = even_p + odd_p;
    o[2] = even_p - odd_p;
    const Vector even_q = kNormQ * (g0 + kQ2 * g2);
    const Vector odd_q = (kNormQ * kQ) * g1;
    o[3] = even_q + odd_q;
    o[4] = even_q - odd_q;
    o[5] = g2;
  }

  /// Computes a row of A^T m.
  static void output_values(const Vector (&m)[6], Vector (&o)[4]) {
    const Vector sum_p = m[1] + m[2];
    const Vector difference_p = m[1] - m[2];
    const Vector sum_q = m[3] + m[4];
    const Vector difference_q = m[3] - m[4];
    o[0] = m[0] + sum_p + sum_q;
    o[1] = kP * difference_p + kQ * difference_q;
    o[2] = kP2 * sum_p + kQ2 * sum_q;
    o[3] = (kP * kP2) * difference_p + (kQ * kQ2) * difference_q + m[5];
  }

  int size_;
  int channels_;
  bool relu_;
  Sizes sizes_;
  float* strip_;    ///< [6][4 x across + 2][lanes]
  float* inputs_;   ///< [36][tiles][channels]
  float* sums_;     ///< [36][tiles][kWide]
  float* filters_;  ///< [kDepth][36][kWide]
};

}  // namespace
}  // namespace resnext
