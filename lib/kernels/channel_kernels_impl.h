// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#include "kernels/channel_finish.h"
#include "kernels/channel_kernels.h"
#include "kernels/channel_means_impl.h"
#include "kernels/channel_norms_impl.h"

// The kernels of channel_kernels.h as code that the compiler vectorises for the instruction set of
// the file that includes this one. Everything has internal linkage: the linker must not mix them.
namespace resnext {
namespace {

/// Computes to[i] = finish(from[i] * scale[i * kStep]). kCount: the count, if it is known.
template <std::ptrdiff_t kStep, int kCount = 0>
inline void gate_row(const float* __restrict from, const float* __restrict scale,
                     float* __restrict to, int count, Finish finish) {
  const int end = kCount > 0 ? kCount : count;
  for (int i = 0; i < end; ++i) {
    to[i] = finished(from[i] * scale[i * kStep], to[i], finish);
  }
}

template <Finish kFinish>
void gate_units(const ChannelGate& gate, const float* source, const float* scales,
                float* destination, std::int64_t first, std::int64_t last) {
  const ChannelBlocks& shape = gate.shape;
  const int inner = shape.inner;
  while (first < last) {
    const std::int64_t block = first / shape.pixels;  // counted through all images
    const std::int64_t end = std::min(last, (block + 1) * shape.pixels);
    const float* const scale = scales + block * inner;
    if (inner == 1) {
      gate_row<0>(source + first, scale, destination + first, static_cast<int>(end - first),
                  kFinish);
      first = end;
      continue;
    }
    for (; first < end; ++first) {
      const float* const from = source + first * inner;
      float* const to = destination + first * inner;
      if (inner == 16) {
        gate_row<1, 16>(from, scale, to, inner, kFinish);
      } else if (inner == 8) {
        gate_row<1, 8>(from, scale, to, inner, kFinish);
      } else {
        gate_row<1>(from, scale, to, inner, kFinish);
      }
    }
  }
}

void gate(const ChannelGate& gate, const float* source, const float* scales, float* destination,
          std::int64_t first, std::int64_t last) {
  constexpr std::array kWays = {&gate_units<Finish{false, false}>, &gate_units<Finish{false, true}>,
                                &gate_units<Finish{true, false}>, &gate_units<Finish{true, true}>};
  const std::size_t way = (gate.finish.add ? 2U : 0U) + (gate.finish.relu ? 1U : 0U);
  kWays.at(way)(gate, source, scales, destination, first, last);
}

/// Returns the pixel that stands at `index`, from -1 to size, of a row of `size`.
inline int mirrored(int index, int size) {
  return index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index;
}

/// Computes one output pixel of a blur pool. rows: of three input rows, columns: of three pixels in
/// a row; both in elements.
template <int kCount = 0>
inline void blur_pixel(const std::array<const float*, 3>& rows,
                       const std::array<std::ptrdiff_t, 3>& columns, float* __restrict to,
                       int count) {
  const int end = kCount > 0 ? kCount : count;
  for (int i = 0; i < end; ++i) {
    float sum = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const float* const from = rows[row] + i;
      const float across = from[columns[0]] + 2 * from[columns[1]] + from[columns[2]];
      sum += row == 1 ? 2 * across : across;
    }
    to[i] = sum * (1.0F / 16);
  }
}

void blur(const BlurPool& pool, const float* source, float* destination, std::int64_t first,
          std::int64_t last) {
  const std::ptrdiff_t inner = pool.source.inner;
  for (; first < last; ++first) {
    const std::int64_t block = first / pool.out_height();
    const auto out_row = static_cast<int>(first % pool.out_height());
    const float* const map = source + block * pool.height * pool.width * inner;
    std::array<const float*, 3> rows;
    for (int i = 0; i < 3; ++i) {
      rows[static_cast<std::size_t>(i)] =
          map + mirrored(pool.stride * out_row - 1 + i, pool.height) * inner * pool.width;
    }
    float* to = destination + first * pool.out_width() * inner;
    for (int out = 0; out < pool.out_width(); ++out, to += inner) {
      std::array<std::ptrdiff_t, 3> columns;
      for (int i = 0; i < 3; ++i) {
        columns[static_cast<std::size_t>(i)] =
            mirrored(pool.stride * out - 1 + i, pool.width) * inner;
      }
      if (inner == 16) {
        blur_pixel<16>(rows, columns, to, 16);
      } else if (inner == 8) {
        blur_pixel<8>(rows, columns, to, 8);
      } else {
        blur_pixel(rows, columns, to, static_cast<int>(inner));
      }
    }
  }
}

}  // namespace
}  // namespace resnext
