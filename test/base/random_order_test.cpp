// SPDX-License-Identifier: Apache-2.0
#include "base/random_order.h"

#include <catch2/catch.hpp>

#include "base/splitmix64.h"

namespace resnext {
namespace {

TEST_CASE("splitmix64 gives its published numbers", "[base]") {
  // The first three of splitmix64.c for the seed 1234567.
  constexpr std::uint64_t kSeed = 1234567;
  CHECK(splitmix64(kSeed) == 6457827717110365317U);
  CHECK(splitmix64(kSeed + kSplitmix64Step) == 3203168211198807973U);
  CHECK(splitmix64(kSeed + 2 * kSplitmix64Step) == 9817491932198370423U);
}

TEST_CASE("a random order depends on the seed and the stream only", "[base]") {
  using Order = std::vector<std::size_t>;
  CHECK(random_order(8, 0, 0) == Order{6, 3, 0, 7, 2, 5, 1, 4});
  CHECK(random_order(8, 1, 0) == Order{1, 3, 5, 2, 0, 6, 7, 4});
  CHECK(random_order(8, 0, 1) == Order{0, 4, 5, 2, 7, 1, 3, 6});
  CHECK(random_order(1, 0, 0) == Order{0});
  CHECK(random_order(0, 0, 0).empty());
}

}  // namespace
}  // namespace resnext
