// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <vector>

#include "fuzz/fuzz_input.h"
#include "fuzz/fuzz_target.h"

// Shared by the fuzzers that compare a kernel with its definition.
namespace resnext {

using Floats = std::vector<float>;

/// Random numbers that an input chooses.
class Noise {
 public:
  explicit Noise(FuzzInput& input)
      : state_(static_cast<std::uint32_t>(input.number(0, 0xFFFF))), whole_(input.coin()) {}

  std::uint32_t below(std::size_t limit) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<std::uint32_t>((std::uint64_t{state_ >> 8} * limit) >> 24);
  }

  /// Returns whether the numbers are whole, from -31 to 31: then f32 computes sums of fewer than
  /// 2^14 products exactly, in any order. Otherwise they are in [-1, 1), with 24 bits.
  bool is_whole() const { return whole_; }

  double largest() const { return whole_ ? 31 : 1; }

  Floats take(std::size_t count) {
    Floats values(count);
    for (float& value : values) {
      const auto bits = static_cast<float>(below(1 << 24));
      value = whole_ ? static_cast<float>(static_cast<int>(below(63)) - 31) : bits / 0x1p23F - 1.0F;
    }
    return values;
  }

 private:
  std::uint32_t state_;
  bool whole_;
};

/// Scratch memory of exactly that size, 64-byte aligned and full of NaN. One for each size is kept:
/// a new one for each input would cost most of the time.
inline std::byte* scratch_of(std::size_t bytes) {
  const auto free = [](std::byte* data) { ::operator delete (data, std::align_val_t{64}); };
  static std::map<std::size_t, std::unique_ptr<std::byte, decltype(free)>> kept;
  constexpr std::size_t kMost = 64;
  if (kept.size() >= kMost) {
    kept.clear();
  }
  auto& found = kept[bytes];
  if (!found) {
    found.reset(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64})));
  }
  std::memset(found.get(), 0xFF, bytes);  // NaN
  return found.get();
}

/// Sums products in f64, and their sizes, which decide how large an error may be.
class Products {
 public:
  void add(double a, double b) {
    sum_ += a * b;
    size_ += std::abs(a * b);
  }
  void rectify() { sum_ = sum_ < 0 ? 0 : sum_; }
  bool is_close(float found, double relative) const {
    return std::abs(static_cast<double>(found) - sum_) <= relative * size_;
  }

 private:
  double sum_ = 0;
  double size_ = 0;
};

}  // namespace resnext
