// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>

#include "kernels/dot_convolution.h"

// What kernels with vectors of 8 lanes share. Private to lib/kernels; in an anonymous namespace
// (winograd_lanes.h).
namespace resnext {
namespace {

struct DotLanes256 {
  using Sum = __m256i;
  using Cell = __m256i;
  using Weights = __m256i;
  using Value = __m256;

  static constexpr bool kScaled = true;

  static Cell load_cell(const std::byte* from) {
    int cell;
    std::memcpy(&cell, from, sizeof cell);
    return _mm256_set1_epi32(cell);
  }

  static Value finish(Sum sum, const float* scale, const float* bias) {
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_loadu_ps(scale), _mm256_loadu_ps(bias));
  }

  /// Returns 8-bit numbers, kU8 or kI8.
  template <DType kType>
  static Value load_bytes(const std::byte* from) {
    const __m128i bytes = _mm_loadu_si64(from);
    return _mm256_cvtepi32_ps(kType == DType::kU8 ? _mm256_cvtepu8_epi32(bytes)
                                                  : _mm256_cvtepi8_epi32(bytes));
  }

  static Value add_scaled(Value value, Value other, float scale) {
    return _mm256_fmadd_ps(other, _mm256_set1_ps(scale), value);
  }

  /// Leaves NaN as it is.
  static Value rectify(Value value, float floor) {
    return _mm256_max_ps(_mm256_set1_ps(floor), value);
  }

  template <DType kType>
  static void write(Value value, std::byte* to) {
    if constexpr (kType == DType::kU8) {
      // Clamping first gives the same as clamping the rounded number.
      const __m256 clamped =
          _mm256_min_ps(_mm256_max_ps(value, _mm256_setzero_ps()), _mm256_set1_ps(255));
      const __m128i words = narrowed(_mm256_cvtps_epi32(clamped));  // to nearest even
      _mm_storeu_si64(to, _mm_packus_epi16(words, words));
    } else if constexpr (kType == DType::kI8) {
      const __m256 clamped =
          _mm256_min_ps(_mm256_max_ps(value, _mm256_set1_ps(-128)), _mm256_set1_ps(127));
      const __m256i numbers = _mm256_cvtps_epi32(clamped);
      const __m128i words =
          _mm_packs_epi32(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
      _mm_storeu_si64(to, _mm_packs_epi16(words, words));
    } else if constexpr (kType == DType::kBF16) {
      const __m256i bits = _mm256_castps_si256(value);
      const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
      const __m256i rounded =
          _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7FFF)), odd);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), narrowed(_mm256_srli_epi32(rounded, 16)));
    } else {
      _mm256_storeu_ps(reinterpret_cast<float*>(to), value);
    }
  }

  /// Writes one vector, or two side by side.
  template <DType kType, int kCount>
  static void write_all(const Value (&values)[kCount], std::byte* to) {
    if constexpr (kCount == 1 || kType == DType::kF32) {
      for (int v = 0; v < kCount; ++v) {
        write<kType>(values[v], to + std::ptrdiff_t{32} * v);
      }
    } else {
      static_assert(kCount == 2);
      const __m256i words = _mm256_packs_epi32(whole<kType>(values[0]), whole<kType>(values[1]));
      const __m256i bytes = kType == DType::kU8 ? _mm256_packus_epi16(words, words)
                                                : _mm256_packs_epi16(words, words);
      // Each half has four lanes of each vector.
      _mm_storeu_si128(
          reinterpret_cast<__m128i*>(to),
          _mm_unpacklo_epi32(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)));
    }
  }

 private:
  /// Rounds to nearest even. Numbers above the type's range become its largest; those below stay
  /// below it, or become the smallest 32-bit integer.
  template <DType kType>
  static __m256i whole(Value value) {
    return _mm256_cvtps_epi32(
        _mm256_min_ps(value, _mm256_set1_ps(kType == DType::kU8 ? 255 : 127)));
  }

  static __m128i narrowed(__m256i values) {
    return _mm_packus_epi32(_mm256_castsi256_si128(values), _mm256_extracti128_si256(values, 1));
  }
};

}  // namespace
}  // namespace resnext
#endif
