// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/memory_budget.h"

#include <catch2/catch.hpp>
#include <thread>

namespace resnext {
namespace {

TEST_CASE("a lease waits until another one is given back", "[pipeline]") {
  MemoryBudget budget(100);
  MemoryLease first(budget);
  CHECK(first.hold(80));
  std::thread other([&budget] {
    MemoryLease second(budget);
    second.hold(30);
  });
  first.hold(70);
  other.join();
}

TEST_CASE("a request for more than there is gets all, once nobody holds any", "[pipeline]") {
  MemoryBudget budget(100);
  MemoryLease lease(budget);
  CHECK(lease.hold(1000));
  CHECK(lease.hold(2000));  // in place of the former
}

TEST_CASE("a raised flag ends the wait, and nothing is held", "[pipeline]") {
  MemoryBudget budget(100);
  StopFlag stop;
  MemoryLease first(budget);
  first.hold(100);
  MemoryLease second(budget);
  std::thread raiser([&stop] { stop.raise(); });
  CHECK_FALSE(second.hold(1, &stop));
  raiser.join();
  first.hold(0);
  CHECK(first.hold(100, &stop));  // would wait if `second` held a byte
}

}  // namespace
}  // namespace resnext
