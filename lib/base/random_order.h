// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Shuffles reproducibly.
namespace resnext {

/// Returns 0 to count - 1 in an order that depends on the two numbers only, the same on every
/// machine: Fisher and Yates's shuffle with splitmix64.
std::vector<std::size_t> random_order(std::size_t count, std::uint64_t seed, std::uint64_t stream);

}  // namespace resnext
