// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>

#include "kernels/dot_convolution.h"

// What all of AVX-512's kernels share. Private to lib/kernels; in an anonymous namespace
// (winograd_lanes.h).
namespace resnext {
namespace {

struct DotLanes512 {
  using Value = __m512;

  static constexpr int kRun = 14;  ///< with two vectors: 28 sums in 32 registers

  static __m512i load_cell(const std::byte* from) {
    int cell;
    std::memcpy(&cell, from, sizeof cell);
    return _mm512_set1_epi32(cell);
  }
  static __m512i load_cells(const std::byte* from) {
    long long cells;
    std::memcpy(&cells, from, sizeof cells);
    return _mm512_set1_epi64(cells);
  }

  static __m512i split(__m512i sum) { return _mm512_permutexvar_epi32(split_order(), sum); }
  static __m512 split(__m512 sum) { return _mm512_permutexvar_ps(split_order(), sum); }

  /// Leaves NaN as it is.
  static Value rectify(Value value, float floor) {
    return _mm512_max_ps(_mm512_set1_ps(floor), value);
  }

  /// Returns 8-bit numbers, kU8 or kI8.
  template <DType kType>
  static Value load_bytes(const std::byte* from) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    return _mm512_cvtepi32_ps(kType == DType::kU8 ? _mm512_cvtepu8_epi32(bytes)
                                                  : _mm512_cvtepi8_epi32(bytes));
  }

  static Value add_scaled(Value value, Value other, float scale) {
    return _mm512_fmadd_ps(other, _mm512_set1_ps(scale), value);
  }

  // Rounds to nearest even; clamping first gives the same as clamping the rounded number.
  static __m128i to_u8(Value value) {
    const __m512 clamped =
        _mm512_min_ps(_mm512_max_ps(value, _mm512_setzero_ps()), _mm512_set1_ps(255));
    return _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(clamped));
  }
  static __m128i to_i8(Value value) {
    const __m512 clamped =
        _mm512_min_ps(_mm512_max_ps(value, _mm512_set1_ps(-128)), _mm512_set1_ps(127));
    return _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(clamped));
  }

 private:
  static __m512i split_order() {
    return _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
  }
};

/// Writes vectors. `Lanes` has to_u8(), to_i8() and to_bf16(), which round to nearest even.
template <class Lanes>
struct DotWriter512 {
  template <DType kType>
  static void write(__m512 value, std::byte* to) {
    if constexpr (kType == DType::kU8) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), Lanes::to_u8(value));
    } else if constexpr (kType == DType::kI8) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), Lanes::to_i8(value));
    } else if constexpr (kType == DType::kBF16) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), Lanes::to_bf16(value));
    } else {
      _mm512_storeu_ps(to, value);
    }
  }

  /// Writes one vector, or four side by side.
  template <DType kType, int kCount>
  static void write_all(const __m512 (&values)[kCount], std::byte* to) {
    if constexpr (kCount == 1 || kType == DType::kF32) {
      for (int v = 0; v < kCount; ++v) {
        write<kType>(values[v], to + std::ptrdiff_t{64} * v);
      }
    } else {
      static_assert(kCount == 4);
      const __m512i lower = _mm512_packs_epi32(whole<kType>(values[0]), whole<kType>(values[1]));
      const __m512i upper = _mm512_packs_epi32(whole<kType>(values[2]), whole<kType>(values[3]));
      const __m512i bytes = kType == DType::kU8 ? _mm512_packus_epi16(lower, upper)
                                                : _mm512_packs_epi16(lower, upper);
      // Each quarter has four lanes of each vector.
      const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
      _mm512_storeu_si512(to, _mm512_permutexvar_epi32(order, bytes));
    }
  }

  /// Writes the lower half of the lanes to `to` and the upper half `partner` bytes on, unless that
  /// is 0.
  template <DType kType>
  static void write_halves(__m512 value, std::byte* to, std::ptrdiff_t partner) {
    if constexpr (kType == DType::kU8) {
      const __m128i bytes = Lanes::to_u8(value);
      if (partner != 0) {
        _mm_storeu_si64(to + partner, _mm_unpackhi_epi64(bytes, bytes));
      }
      _mm_storeu_si64(to, bytes);
    } else if constexpr (kType == DType::kBF16) {
      const __m256i numbers = Lanes::to_bf16(value);
      if (partner != 0) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + partner),
                         _mm256_extracti128_si256(numbers, 1));
      }
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(numbers));
    } else {
      if (partner != 0) {
        _mm512_mask_storeu_ps(to + partner - 8 * sizeof(float), 0xFF00, value);
      }
      _mm512_mask_storeu_ps(to, 0x00FF, value);
    }
  }

 private:
  /// Rounds to nearest even. Numbers above the type's range become its largest; those below stay
  /// below it, or become the smallest 32-bit integer.
  template <DType kType>
  static __m512i whole(__m512 value) {
    return _mm512_cvtps_epi32(
        _mm512_min_ps(value, _mm512_set1_ps(kType == DType::kU8 ? 255 : 127)));
  }
};

/// With sums of 8-bit numbers.
struct DotInt8Lanes512 : DotLanes512, DotWriter512<DotInt8Lanes512> {
  using Sum = __m512i;
  using Cell = __m512i;
  using Weights = __m512i;

  static constexpr int kBytes = 1;
  static constexpr bool kScaled = true;

  static Value finish(Sum sum, const float* scale, const float* bias) {
    return _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_loadu_ps(scale), _mm512_loadu_ps(bias));
  }
  static __m256i to_bf16(Value value) {
    const __m512i bits = _mm512_castps_si512(value);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded =
        _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7FFF)), odd);
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16));
  }
};

}  // namespace
}  // namespace resnext
#endif
