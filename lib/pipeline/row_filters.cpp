#include "pipeline/row_filters.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace resnext {
namespace {

constexpr std::int32_t kHalf = std::int32_t{1} << (kFilterFractionBits - 1);
constexpr int kChannels = 3;

std::uint8_t to_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFilterFractionBits, 0, 255));
}

// One output pixel of filter_row.
void filter_pixel(const std::uint8_t* pixel, const std::int32_t* weights, int taps,
                  std::uint8_t* out) {
  std::int32_t red = kHalf;
  std::int32_t green = kHalf;
  std::int32_t blue = kHalf;
  for (int tap = 0; tap < taps; ++tap, pixel += kChannels) {
    red += pixel[0] * weights[tap];
    green += pixel[1] * weights[tap];
    blue += pixel[2] * weights[tap];
  }
  out[0] = to_byte(red);
  out[1] = to_byte(green);
  out[2] = to_byte(blue);
}

#if defined(__x86_64__)

bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }

// Integer sums have one value whatever their order, so the bytes are those of the plain loops.

// Two taps at a time, in the halves of a register: R G B and a byte of the next pixel, ignored.
// Reads 8 bytes for a pair of pixels, 2 more than they have.
__attribute__((target("avx2"))) void filter_pixel_avx2(const std::uint8_t* pixel,
                                                       const std::int32_t* weights, int taps,
                                                       std::uint8_t* out) {
  const __m128i split = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  __m256i pair_sum = _mm256_setzero_si256();
  int tap = 0;
  for (; tap + 1 < taps; tap += 2) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(pixel));
    const __m256i values = _mm256_cvtepu8_epi32(_mm_shuffle_epi8(bytes, split));
    const __m256i pair_weights =
        _mm256_set_m128i(_mm_set1_epi32(weights[tap + 1]), _mm_set1_epi32(weights[tap]));
    pair_sum = _mm256_add_epi32(pair_sum, _mm256_mullo_epi32(values, pair_weights));
    pixel += std::ptrdiff_t{2} * kChannels;
  }
  __m128i sum =
      _mm_add_epi32(_mm256_castsi256_si128(pair_sum), _mm256_extracti128_si256(pair_sum, 1));
  if (tap < taps) {
    const __m128i last = _mm_setr_epi32(pixel[0], pixel[1], pixel[2], 0);
    sum = _mm_add_epi32(sum, _mm_mullo_epi32(last, _mm_set1_epi32(weights[tap])));
  }
  sum = _mm_srai_epi32(_mm_add_epi32(sum, _mm_set1_epi32(kHalf)), kFilterFractionBits);
  const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(sum, sum), sum);
  const int rgb = _mm_cvtsi128_si32(bytes);
  out[0] = static_cast<std::uint8_t>(rgb);
  out[1] = static_cast<std::uint8_t>(rgb >> 8);
  out[2] = static_cast<std::uint8_t>(rgb >> 16);
}

__attribute__((target("avx2"))) void filter_column_avx2(const std::uint8_t* first,
                                                        std::size_t pitch,
                                                        const std::int32_t* weights, int taps,
                                                        std::span<std::int32_t> sums,
                                                        std::uint8_t* out) {
  constexpr std::size_t kLanes = 8;
  std::size_t j = 0;
  for (; j + kLanes <= sums.size(); j += kLanes) {
    __m256i sum = _mm256_set1_epi32(kHalf);
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
  filter_column_plain(first + j, pitch, weights, taps, sums.subspan(j), out + j);
}

#endif

}  // namespace

void filter_row_plain(const std::uint8_t* row, const FilterAxis& axis, std::uint8_t* out) {
  for (std::size_t i = 0; i < axis.first.size(); ++i) {
    filter_pixel(row + static_cast<std::ptrdiff_t>(axis.first[i]) * kChannels,
                 axis.weights.data() + i * axis.stride, axis.taps[i], out + i * kChannels);
  }
}

void filter_row(std::span<const std::uint8_t> row, const FilterAxis& axis, std::uint8_t* out) {
#if defined(__x86_64__)
  if (has_avx2()) {
    for (std::size_t i = 0; i < axis.first.size(); ++i) {
      const std::size_t begin = static_cast<std::size_t>(axis.first[i]) * kChannels;
      const std::size_t bytes = static_cast<std::size_t>(axis.taps[i]) * kChannels;
      const bool room = begin + bytes + 2 <= row.size();  // for what is read beyond a pair
      const auto filter = room ? filter_pixel_avx2 : filter_pixel;
      filter(row.data() + begin, axis.weights.data() + i * axis.stride, axis.taps[i],
             out + i * kChannels);
    }
    return;
  }
#endif
  filter_row_plain(row.data(), axis, out);
}

void filter_column_plain(const std::uint8_t* first, std::size_t pitch, const std::int32_t* weights,
                         int taps, std::span<std::int32_t> sums, std::uint8_t* out) {
  std::ranges::fill(sums, kHalf);
  for (int tap = 0; tap < taps; ++tap) {
    const std::uint8_t* const row = first + static_cast<std::size_t>(tap) * pitch;
    for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += row[j] * weights[tap];
  }
  for (std::size_t j = 0; j < sums.size(); ++j) out[j] = to_byte(sums[j]);
}

void filter_column(const std::uint8_t* first, std::size_t pitch, const std::int32_t* weights,
                   int taps, std::span<std::int32_t> sums, std::uint8_t* out) {
#if defined(__x86_64__)
  if (has_avx2()) {
    filter_column_avx2(first, pitch, weights, taps, sums, out);
    return;
  }
#endif
  filter_column_plain(first, pitch, weights, taps, sums, out);
}

}  // namespace resnext
