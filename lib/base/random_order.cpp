// SPDX-License-Identifier: Apache-2.0
#include "base/random_order.h"

#include <numeric>
#include <utility>

#include "base/splitmix64.h"

namespace resnext {

std::vector<std::size_t> random_order(std::size_t count, std::uint64_t seed, std::uint64_t stream) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::uint64_t state = splitmix64(splitmix64(seed) + stream - kSplitmix64Step);
  for (std::size_t left = count; left > 1; --left) {
    std::swap(order[left - 1], order[splitmix64(state) % left]);
    state += kSplitmix64Step;
  }
  return order;
}

}  // namespace resnext
