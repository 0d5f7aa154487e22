#include "base/random_order.h"

#include <numeric>
#include <utility>

namespace resnext {
namespace {

std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

}  // namespace

std::vector<std::size_t> random_order(std::size_t count, std::uint64_t seed, std::uint64_t stream) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::uint64_t state = mixed(mixed(seed + 0x9E3779B97F4A7C15U) + stream);
  for (std::size_t left = count; left > 1; --left) {
    state += 0x9E3779B97F4A7C15U;
    std::swap(order[left - 1], order[mixed(state) % left]);
  }
  return order;
}

}  // namespace resnext
