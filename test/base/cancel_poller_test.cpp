// SPDX-License-Identifier: Apache-2.0
#include "base/cancel_poller.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("a loop of many steps is ended, and polls rarely", "[base]") {
  int polls = 0;
  CancelPoller poller([&polls] { return ++polls == 3; }, "x.pth: stopped");
  int steps = 0;
  const auto loop = [&] {
    while (steps < 1'000'000) {
      poller.step();
      ++steps;
    }
  };
  CHECK_THROWS_WITH(loop(), "x.pth: stopped");
  CHECK(polls == 3);
  CHECK(steps > 10 * polls);
  CHECK(steps < 10'000);
}

TEST_CASE("a poller without a check never ends a loop", "[base]") {
  CancelPoller poller;
  for (int i = 0; i < 10'000; ++i) {
    CHECK_NOTHROW(poller.step());
  }
}

}  // namespace
}  // namespace resnext
