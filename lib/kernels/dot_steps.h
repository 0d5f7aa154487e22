// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

// How dot kernels load steps, of which each fills a 32-bit cell. Private to lib/kernels; in an
// anonymous namespace (winograd_lanes.h).
namespace resnext {
namespace {

/// Cells as they lie in memory: two bfloat16, or four numbers of 8 bits.
struct DotPlainSteps {
  static constexpr int kStepBytes = 4;

  static std::uint64_t two_steps(const std::byte* from) {
    std::uint64_t cells;
    std::memcpy(&cells, from, sizeof cells);
    return cells;
  }
  static __m128i four_steps(const std::byte* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
};

/// Two numbers of 8 bits, widened to 16: vpmaddubsw would take four products of 8 bits, but
/// saturates sums of two at 16 bits.
struct DotWidenedSteps {
  static constexpr int kStepBytes = 2;

  static std::uint64_t two_steps(const std::byte* from) {
    int bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    return static_cast<std::uint64_t>(
        _mm_cvtsi128_si64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(bytes))));
  }
  static __m128i four_steps(const std::byte* from) {
    return _mm_cvtepu8_epi16(_mm_loadu_si64(from));
  }
};

}  // namespace
}  // namespace resnext
#endif
