// SPDX-License-Identifier: Apache-2.0
#include "base/cpu_contention.h"

#include <ctime>

namespace resnext {
namespace {

using std::chrono::nanoseconds;

nanoseconds read_clock(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

nanoseconds time_without_cpu() {
  return read_clock(CLOCK_MONOTONIC) - read_clock(CLOCK_THREAD_CPUTIME_ID);
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(read_clock(CLOCK_MONOTONIC)).count();
}

}  // namespace

bool CpuContention::is_recent() const {
  constexpr std::int64_t kRecentMs = 100;
  return now_ms() - last_ms_.load(std::memory_order_relaxed) < kRecentMs;
}

CpuContention::Watch::Watch(CpuContention& contention)
    : contention_(contention), idle_(time_without_cpu()) {}

CpuContention::Watch::~Watch() {
  constexpr std::chrono::microseconds kLongest(1000);
  if (time_without_cpu() - idle_ > kLongest) {
    contention_.last_ms_.store(now_ms(), std::memory_order_relaxed);
  }
}

}  // namespace resnext
