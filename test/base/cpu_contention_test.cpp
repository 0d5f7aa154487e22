// SPDX-License-Identifier: Apache-2.0
#include "base/cpu_contention.h"

#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;

TEST_CASE("nothing is known about CPUs before a thread is watched") {
  const resnext::CpuContention contention;
  CHECK_FALSE(contention.is_recent());
}

TEST_CASE("a watched thread that is without a CPU for long shows contention for a while") {
  resnext::CpuContention contention;
  {
    const resnext::CpuContention::Watch watch(contention);
    std::this_thread::sleep_for(20ms);
    CHECK_FALSE(contention.is_recent());  // nobody has looked yet
  }
  CHECK(contention.is_recent());
  std::this_thread::sleep_for(150ms);
  CHECK_FALSE(contention.is_recent());
}
