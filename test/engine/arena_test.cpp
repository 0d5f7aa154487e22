// SPDX-License-Identifier: Apache-2.0
#include "engine/arena.h"

#include <catch2/catch.hpp>
#include <random>

namespace resnext {
namespace {

TEST_CASE("buffers that are alive together never overlap", "[engine]") {
  std::mt19937 random(7);
  const auto number = [&random](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<Lifetime> lifetimes;
    for (int i = 0; i < 30; ++i) {
      const int first = number(0, 40);
      lifetimes.push_back({static_cast<std::size_t>(number(0, 1000)), first, first + number(0, 9)});
    }
    const ArenaLayout layout = lay_out_arena(lifetimes);
    for (std::size_t a = 0; a < lifetimes.size(); ++a) {
      REQUIRE(layout.offsets[a] % kArenaAlignment == 0);
      REQUIRE(layout.offsets[a] + lifetimes[a].bytes <= layout.bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool together =
            lifetimes[a].first <= lifetimes[b].last && lifetimes[b].first <= lifetimes[a].last;
        const bool apart = layout.offsets[a] + lifetimes[a].bytes <= layout.offsets[b] ||
                           layout.offsets[b] + lifetimes[b].bytes <= layout.offsets[a];
        REQUIRE((!together || apart));
      }
    }
  }
}

TEST_CASE("memory is reused once a buffer is dead", "[engine]") {
  // A chain of equal buffers, each read by the next step: two are alive at a time.
  std::vector<Lifetime> lifetimes;
  for (int step = 0; step < 10; ++step) {
    lifetimes.push_back({640, step, step + 1});
  }
  CHECK(lay_out_arena(lifetimes).bytes == 2 * 640);
  CHECK(lay_out_arena({}).bytes == 0);
}

}  // namespace
}  // namespace resnext
