// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/stop_flag.h"

// Bounds the memory that several threads hold together.
namespace resnext {

/// Bytes that several threads may hold together. A request exceeding the remaining budget blocks; a
/// request exceeding the whole budget blocks until no thread holds any, and is then granted.
/// Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::int64_t bytes) : bytes_(bytes) {}

 private:
  friend class MemoryLease;
  bool take(std::int64_t bytes, const StopFlag* stop);
  void give_back(std::int64_t bytes);

  std::mutex mutex_;
  std::condition_variable returned_;
  std::int64_t bytes_;
  std::int64_t taken_ = 0;
};

/// One thread's share of a budget, given back by the destructor.
class MemoryLease {
 public:
  explicit MemoryLease(MemoryBudget& budget) : budget_(&budget) {}
  ~MemoryLease() { hold(0); }
  MemoryLease(const MemoryLease&) = delete;
  MemoryLease& operator=(const MemoryLease&) = delete;

  /// Holds `bytes` in place of what it held before; blocks until the budget has room. The former
  /// bytes are given back first, so that two leases can't wait for each other. Returns false, and
  /// holds nothing, if `stop` is raised while it waits.
  bool hold(std::int64_t bytes, const StopFlag* stop = nullptr);

 private:
  MemoryBudget* budget_;
  std::int64_t held_ = 0;
};

}  // namespace resnext
