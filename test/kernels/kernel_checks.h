// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

namespace resnext {

using Floats = std::vector<float>;

/// Reproducible numbers in [-0.5, 0.5).
inline Floats noise(std::size_t count, std::uint32_t seed) {
  Floats values(count);
  for (float& value : values) {
    seed = seed * 1664525U + 1013904223U;
    value = static_cast<float>(seed >> 8) / 16777216.0F - 0.5F;
  }
  return values;
}

/// Memory as kernels want it, 64-byte aligned; full of NaN.
struct Scratch {
  explicit Scratch(std::size_t bytes)
      : data(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64}))) {
    std::memset(data, 0xFF, bytes);  // NaN
  }
  ~Scratch() { ::operator delete (data, std::align_val_t{64}); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::byte* data;
};

/// Relative error in the L2 norm of the whole tensor; NaN if one value is missing.
inline double relative_error(const Floats& found, const std::vector<double>& expected) {
  double difference = 0;
  double norm = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference += (found[i] - expected[i]) * (found[i] - expected[i]);
    norm += expected[i] * expected[i];
  }
  return std::sqrt(difference / norm);
}

}  // namespace resnext
