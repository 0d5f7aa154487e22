// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace resnext {

/// Notices that other processes want the CPUs that some threads run on. Thread-safe.
class CpuContention {
 public:
  class Watch;

  /// Returns true if a watched thread has lost its CPU within the last 100 ms, for longer than a
  /// kernel's own threads take: to another process, or to a control group's quota.
  bool is_recent() const;

 private:
  std::atomic<std::int64_t> last_ms_ = INT64_MIN / 2;  ///< on the steady clock
};

/// Watches the calling thread while it lives. Costs less than a microsecond.
class CpuContention::Watch {
 public:
  explicit Watch(CpuContention& contention);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

 private:
  CpuContention& contention_;
  std::chrono::nanoseconds idle_;  ///< time that has passed, less the thread's CPU time
};

}  // namespace resnext
