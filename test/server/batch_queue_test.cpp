// SPDX-License-Identifier: Apache-2.0
#include "server/batch_queue.h"

#include <catch2/catch.hpp>
#include <memory>
#include <thread>

namespace resnext {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

void put(BatchQueue<int>& queue, int item) {
  queue.announce();
  queue.push(item);
}

TEST_CASE("a batch has at most the items that fit, the oldest first") {
  BatchQueue<int> queue;
  for (int i = 0; i < 5; ++i) {
    put(queue, i);
  }
  CHECK(queue.next_batch(2, milliseconds(0)) == std::vector{0, 1});
  CHECK(queue.next_batch(2, milliseconds(0)) == std::vector{2, 3});
  CHECK(queue.next_batch(2, milliseconds(0)) == std::vector{4});
}

TEST_CASE("an item that comes alone does not wait for others") {
  BatchQueue<int> queue;
  put(queue, 1);
  CHECK(queue.next_batch(8, hours(1)) == std::vector{1});
}

TEST_CASE("a full batch does not wait for what is announced") {
  BatchQueue<int> queue;
  queue.announce();
  put(queue, 1);
  put(queue, 2);
  CHECK(queue.next_batch(2, hours(1)) == std::vector{1, 2});
}

TEST_CASE("a batch waits for an item that is announced, and no longer than it may") {
  BatchQueue<int> queue;
  put(queue, 1);
  queue.announce();
  SECTION("it comes") {
    std::thread later([&queue] { queue.push(2); });
    CHECK(queue.next_batch(8, hours(1)) == std::vector{1, 2});
    later.join();
  }
  SECTION("it is withdrawn") {
    std::thread later([&queue] { queue.withdraw(); });
    CHECK(queue.next_batch(8, hours(1)) == std::vector{1});
    later.join();
  }
  SECTION("time is over") { CHECK(queue.next_batch(8, milliseconds(1)) == std::vector{1}); }
}

TEST_CASE("a closed queue gives what it has, then nothing") {
  BatchQueue<std::unique_ptr<int>> queue;
  queue.announce();
  queue.announce();
  queue.push(std::make_unique<int>(7));
  queue.close();
  const auto batch = queue.next_batch(8, hours(1));
  REQUIRE(batch.size() == 1);
  CHECK(*batch.front() == 7);
  CHECK(queue.next_batch(8, hours(1)).empty());
}

TEST_CASE("closing ends a wait for the first item") {
  BatchQueue<int> queue;
  std::thread later([&queue] { queue.close(); });
  CHECK(queue.next_batch(8, hours(1)).empty());
  later.join();
}

TEST_CASE("many threads put items in, and each comes out once") {
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  BatchQueue<int> queue;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&queue, thread] {
      for (int i = 0; i < kEach; ++i) {
        put(queue, thread * kEach + i);
      }
    });
  }
  std::vector<int> found;
  while (found.size() < std::size_t{kThreads} * kEach) {
    const std::vector<int> batch = queue.next_batch(7, milliseconds(1));
    REQUIRE(!batch.empty());
    REQUIRE(batch.size() <= 7);
    found.insert(found.end(), batch.begin(), batch.end());
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::ranges::sort(found);
  for (int i = 0; i < kThreads * kEach; ++i) {
    REQUIRE(found[static_cast<std::size_t>(i)] == i);
  }
}

}  // namespace
}  // namespace resnext
