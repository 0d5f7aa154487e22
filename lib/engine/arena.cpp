// SPDX-License-Identifier: Apache-2.0
#include "engine/arena.h"

#include <algorithm>
#include <numeric>

namespace resnext {
namespace {

std::size_t aligned(std::size_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

}  // namespace

ArenaLayout lay_out_arena(const std::vector<Lifetime>& lifetimes) {
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&lifetimes](std::size_t a, std::size_t b) {
    return lifetimes[a].bytes > lifetimes[b].bytes;
  });
  ArenaLayout layout;
  layout.offsets.resize(lifetimes.size());
  std::vector<std::size_t> placed;  // sorted by offset
  for (const std::size_t buffer : order) {
    const Lifetime& life = lifetimes[buffer];
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      const Lifetime& taken = lifetimes[other];
      const bool together = life.first <= taken.last && taken.first <= life.last;
      if (together && layout.offsets[other] < offset + aligned(life.bytes)) {
        offset = std::max(offset, layout.offsets[other] + aligned(taken.bytes));
      }
    }
    layout.offsets[buffer] = offset;
    layout.bytes = std::max(layout.bytes, offset + aligned(life.bytes));
    placed.insert(std::upper_bound(placed.begin(), placed.end(), buffer,
                                   [&layout](std::size_t a, std::size_t b) {
                                     return layout.offsets[a] < layout.offsets[b];
                                   }),
                  buffer);
  }
  return layout;
}

}  // namespace resnext
