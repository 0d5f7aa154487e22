// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Reproducible random numbers.
namespace resnext {

/// The distance between two states of one sequence.
inline constexpr std::uint64_t kSplitmix64Step = 0x9E3779B97F4A7C15U;

/// Returns splitmix64's number for `state` (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", 2014, as in Vigna's splitmix64.c): the same on every machine.
constexpr std::uint64_t splitmix64(std::uint64_t state) {
  std::uint64_t z = state + kSplitmix64Step;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

}  // namespace resnext
