#include "images/resize/row_filters.h"

#include <algorithm>
#include <limits>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace resnext {
namespace {

constexpr std::int32_t kHalf = std::int32_t{1} << (kFilterFractionBits - 1);
constexpr int kChannels = 3;
constexpr int kTapsAtOnce = 4;
constexpr int kLowBits = kFilterFractionBits / 2;

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

// Four taps at a time, two in each half of a register: R R G G B B of a pair of pixels against the
// pair's weights, whose low and high parts are added up apart. Reads 16 bytes for the 12 of four
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
    pixel += std::ptrdiff_t{kTapsAtOnce} * kChannels;
    low += kTapsAtOnce / 2;
    high += kTapsAtOnce / 2;
  }
  const __m256i both = _mm256_add_epi32(low_sum, _mm256_slli_epi32(high_sum, kLowBits));
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
  sum = _mm_srai_epi32(_mm_add_epi32(sum, _mm_set1_epi32(kHalf)), kFilterFractionBits);
  const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(sum, sum), sum);
  const int rgb = _mm_cvtsi128_si32(bytes);
  out[0] = static_cast<std::uint8_t>(rgb);
  out[1] = static_cast<std::uint8_t>(rgb >> 8);
  out[2] = static_cast<std::uint8_t>(rgb >> 16);
}

struct PackedWeights {
  const std::int32_t* low;
  const std::int32_t* high;
  std::size_t stride;
};

__attribute__((target("avx2"))) void filter_row_avx2(std::span<const std::uint8_t> row,
                                                     const FilterAxis& axis,
                                                     const PackedWeights& packed,
                                                     std::uint8_t* out) {
  for (std::size_t i = 0; i < axis.first.size(); ++i, out += kChannels) {
    const std::size_t begin = static_cast<std::size_t>(axis.first[i]) * kChannels;
    const int taps = axis.taps[i];
    const std::size_t steps = static_cast<std::size_t>(taps + kTapsAtOnce - 1) / kTapsAtOnce;
    if (begin + steps * kTapsAtOnce * kChannels + 4 <= row.size()) {  // what is read
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

RowFilter::RowFilter(FilterAxis axis) : axis_(std::move(axis)) {
  // Sums of the low parts of more taps than this could exceed 32 bits.
  constexpr std::size_t kMostTaps = 4096;
  constexpr std::int32_t kLowMask = (1 << kLowBits) - 1;
  const auto too_large = [](std::int32_t weight) {
    const std::int32_t high = weight >> kLowBits;
    return high < std::numeric_limits<std::int16_t>::min() ||
           high > std::numeric_limits<std::int16_t>::max();
  };
  if (axis_.stride > kMostTaps || std::ranges::any_of(axis_.weights, too_large)) return;

  packed_stride_ = (axis_.stride + kTapsAtOnce - 1) / kTapsAtOnce * (kTapsAtOnce / 2);
  low_.assign(axis_.taps.size() * packed_stride_, 0);
  high_ = low_;
  for (std::size_t i = 0; i < axis_.taps.size(); ++i) {
    for (std::size_t tap = 0; tap < static_cast<std::size_t>(axis_.taps[i]); ++tap) {
      const std::int32_t weight = axis_.weights[i * axis_.stride + tap];
      const std::size_t element = i * packed_stride_ + tap / 2;
      const int shift = tap % 2 == 0 ? 0 : 16;
      low_[element] |= (weight & kLowMask) << shift;
      high_[element] |= ((weight >> kLowBits) & 0xFFFF) << shift;
    }
  }
}

void RowFilter::apply(std::span<const std::uint8_t> row, std::uint8_t* out) const {
#if defined(__x86_64__)
  if (!low_.empty() && has_avx2()) {
    filter_row_avx2(row, axis_, {low_.data(), high_.data(), packed_stride_}, out);
    return;
  }
#endif
  filter_row_plain(row.data(), axis_, out);
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
