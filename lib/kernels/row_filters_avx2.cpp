// SPDX-License-Identifier: Apache-2.0
#include "kernels/row_filters_parts.h"

// Uses target attributes instead of compiler options: the linker may choose inline functions of the
// standard library that are instantiated here for other files, too.
#if defined(__x86_64__)
#include <immintrin.h>

namespace resnext {
namespace {

// Integer sums do not depend on their order, so the bytes are those of the reference.

// Four taps at a time, two in each half of a register: R R G G B B of a pair of pixels against the
// pair's weights, whose low and high parts are summed separately. Reads 16 bytes for the 12 of four
// pixels.
__attribute__((target("avx2"), always_inline)) inline void filter_pixel_avx2(
    const std::uint8_t* pixel, const std::int32_t* low, const std::int32_t* high, int taps,
    std::uint8_t* out) {
  const __m256i pairs =
      _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,  //
                       6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);
  const __m256i spread = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  __m256i low_sum = _mm256_setzero_si256();
  __m256i high_sum = _mm256_setzero_si256();
  const auto weights_at = [spread](const std::int32_t* packed)
      __attribute__((target("avx2"), always_inline)) {
    const __m128i two = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(packed));
    return _mm256_permutevar8x32_epi32(_mm256_castsi128_si256(two), spread);
  };
  for (int tap = 0; tap < taps; tap += kTapsAtOnce) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixel));
    const __m256i values = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), pairs);
    low_sum = _mm256_add_epi32(low_sum, _mm256_madd_epi16(values, weights_at(low)));
    high_sum = _mm256_add_epi32(high_sum, _mm256_madd_epi16(values, weights_at(high)));
    pixel += std::ptrdiff_t{kTapsAtOnce} * kFilterChannels;
    low += kTapsAtOnce / 2;
    high += kTapsAtOnce / 2;
  }
  const __m256i both = _mm256_add_epi32(low_sum, _mm256_slli_epi32(high_sum, kLowBits));
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
  sum = _mm_srai_epi32(_mm_add_epi32(sum, _mm_set1_epi32(kFilterHalf)), kFilterFractionBits);
  const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(sum, sum), sum);
  const int rgb = _mm_cvtsi128_si32(bytes);
  out[0] = static_cast<std::uint8_t>(rgb);
  out[1] = static_cast<std::uint8_t>(rgb >> 8);
  out[2] = static_cast<std::uint8_t>(rgb >> 16);
}

}  // namespace

__attribute__((target("avx2"))) void filter_row_avx2(std::span<const std::uint8_t> row,
                                                     const FilterAxis& axis,
                                                     const PackedRowWeights& packed,
                                                     std::uint8_t* out) {
  for (std::size_t i = 0; i < axis.first.size(); ++i, out += kFilterChannels) {
    const std::size_t begin = static_cast<std::size_t>(axis.first[i]) * kFilterChannels;
    const int taps = axis.taps[i];
    const std::size_t steps = static_cast<std::size_t>(taps + kTapsAtOnce - 1) / kTapsAtOnce;
    if (begin + steps * kTapsAtOnce * kFilterChannels + 4 <= row.size()) {  // what is read
      filter_pixel_avx2(row.data() + begin, packed.low + i * packed.stride,
                        packed.high + i * packed.stride, taps, out);
    } else {
      filter_pixel(row.data() + begin, axis.weights.data() + i * axis.stride, taps, out);
    }
  }
}

__attribute__((target("avx2"))) void filter_column_avx2(const std::uint8_t* first,
                                                        std::size_t pitch,
                                                        const std::int32_t* weights, int taps,
                                                        std::span<std::int32_t> sums,
                                                        std::uint8_t* out) {
  constexpr std::size_t kLanes = 8;
  std::size_t j = 0;
  for (; j + kLanes <= sums.size(); j += kLanes) {
    __m256i sum = _mm256_set1_epi32(kFilterHalf);
    const std::uint8_t* element = first + j;
    for (int tap = 0; tap < taps; ++tap, element += pitch) {
      const __m256i values =
          _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(element)));
      sum = _mm256_add_epi32(sum, _mm256_mullo_epi32(values, _mm256_set1_epi32(weights[tap])));
    }
    sum = _mm256_srai_epi32(sum, kFilterFractionBits);
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + j), _mm_packus_epi16(words, words));
  }
  filter_column_reference(first + j, pitch, weights, taps, sums.subspan(j), out + j);
}

}  // namespace resnext
#endif
