// SPDX-License-Identifier: Apache-2.0
#include "base/thread_team.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <new>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace resnext {
namespace {

using Counters = std::vector<std::atomic<int>>;

int sum(const Counters& counters) {
  int total = 0;
  for (const std::atomic<int>& counter : counters) {
    total += counter;
  }
  return total;
}

TEST_CASE("each share runs once, however many threads there are", "[base]") {
  for (const int threads : {1, 2, 3, 5}) {
    REQUIRE(ThreadTeam::mine().use(threads) == threads);
    for (const int shares : {1, 2, 3, 7, 200}) {
      for (int repeat = 0; repeat < 200; ++repeat) {
        Counters seen(static_cast<std::size_t>(shares));
        std::atomic<bool> fits = true;
        run_shares(shares, [&](const ThreadTeam::Place& place) {
          ++seen[static_cast<std::size_t>(place.share)];
          fits = fits && place.shares == shares && place.thread >= 0 && place.thread < threads;
        });
        for (const std::atomic<int>& count : seen) {
          REQUIRE(count == 1);
        }
        REQUIRE(fits);
      }
    }
  }
}

TEST_CASE("a team takes as many threads as are in use, also after more were", "[base]") {
  ThreadTeam::mine().use(4);
  ThreadTeam::mine().use(2);
  CHECK(ThreadTeam::mine().threads() == 2);
  std::atomic<int> highest = 0;
  for (int repeat = 0; repeat < 100; ++repeat) {
    run_shares(50, [&](const ThreadTeam::Place& place) {
      if (place.thread > highest) {
        highest = place.thread;
      }
    });
  }
  CHECK(highest <= 1);
}

TEST_CASE("two threads of a team work at the same time", "[base]") {
  ThreadTeam::mine().use(2);
  Counters turns(2);
  run_shares(2, [&](const ThreadTeam::Place& place) {
    const auto share = static_cast<std::size_t>(place.share);
    for (int turn = 1; turn <= 1000; ++turn) {  // neither can take a turn without the other
      turns[share] = turn;
      while (turns[1 - share] < turn) {
        std::this_thread::yield();
      }
    }
  });
  CHECK(sum(turns) == 2000);
}

TEST_CASE("shares wait for each other", "[base]") {
  const int threads = 3;
  ThreadTeam::mine().use(threads);
  std::atomic<int> before = 0;
  std::atomic<bool> early = false;
  run_shares(threads, [&](const ThreadTeam::Place&) {
    for (int round = 1; round <= 500; ++round) {
      ++before;
      ThreadTeam::wait_for_all();
      early = early || before < round * threads;
      ThreadTeam::wait_for_all();
    }
  });
  CHECK_FALSE(early);
  CHECK(before == 500 * threads);
}

TEST_CASE("work within a share runs on its thread, and the place is its own afterwards", "[base]") {
  ThreadTeam::mine().use(3);
  CHECK(ThreadTeam::place().team == nullptr);
  std::atomic<int> inner = 0;
  std::atomic<bool> moved = false;
  run_shares(6, [&](const ThreadTeam::Place& outer) {
    const std::thread::id thread = std::this_thread::get_id();
    const int share = outer.share;
    run_shares(4, [&](const ThreadTeam::Place& place) {
      moved = moved || std::this_thread::get_id() != thread || place.shares != 4;
      ++inner;
    });
    moved = moved || ThreadTeam::place().share != share || ThreadTeam::place().shares != 6;
  });
  CHECK(inner == 24);
  CHECK_FALSE(moved);
  CHECK(ThreadTeam::place().team == nullptr);
}

TEST_CASE("an exception of a share arrives when all shares are done", "[base]") {
  const int threads = GENERATE(1, 3);
  ThreadTeam::mine().use(threads);
  for (int repeat = 0; repeat < 100; ++repeat) {
    std::atomic<int> done = 0;
    CHECK_THROWS_AS(run_shares(6,
                               [&done](const ThreadTeam::Place& place) {
                                 ++done;
                                 if (place.share % 2 == 1) {
                                   throw std::bad_alloc();
                                 }
                               }),
                    std::bad_alloc);
    CHECK((threads == 1 || done == 6));
    CHECK(ThreadTeam::place().team == nullptr);
    run_shares(6, [&done](const ThreadTeam::Place&) { ++done; });
    CHECK((threads == 1 || done == 12));
  }
}

TEST_CASE("several threads have teams of their own", "[base]") {
  Counters counts(4);
  std::vector<std::thread> owners;
  for (std::atomic<int>& count : counts) {
    owners.emplace_back([&count] {
      ThreadTeam::mine().use(3);
      for (int repeat = 0; repeat < 300; ++repeat) {
        run_shares(5, [&count](const ThreadTeam::Place&) { ++count; });
        if (repeat % 100 == 0) {  // long enough for the helpers to fall asleep
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      }
    });
  }
  for (std::thread& owner : owners) {
    owner.join();
  }
  CHECK(sum(counts) == 4 * 300 * 5);
}

TEST_CASE("ranges cover everything once", "[base]") {
  ThreadTeam::mine().use(2);
  for (const std::int64_t count : {0, 1, 7, 8, 1000}) {
    Counters seen(static_cast<std::size_t>(count));
    run_ranges(count, [&](std::int64_t first, std::int64_t last) {
      for (; first < last; ++first) {
        ++seen[static_cast<std::size_t>(first)];
      }
    });
    CHECK(sum(seen) == count);
    CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& value) { return value == 1; }));
  }
}

}  // namespace
}  // namespace resnext
