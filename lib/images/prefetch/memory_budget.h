#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace resnext {

/// Bytes that several threads may hold together. Who asks for more than is left waits; who asks
/// for more than the whole budget waits until nobody holds any, and then gets it. Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::int64_t bytes) : bytes_(bytes) {}

 private:
  friend class MemoryLease;
  void take(std::int64_t bytes);
  void give_back(std::int64_t bytes);

  std::mutex mutex_;
  std::condition_variable returned_;
  std::int64_t bytes_;
  std::int64_t taken_ = 0;
};

/// One thread's share of a budget, given back at the end of its life.
class MemoryLease {
 public:
  explicit MemoryLease(MemoryBudget& budget) : budget_(&budget) {}
  ~MemoryLease() { hold(0); }
  MemoryLease(const MemoryLease&) = delete;
  MemoryLease& operator=(const MemoryLease&) = delete;

  /// From now on holds `bytes` in place of what it held. What it held is given back before it
  /// waits, so that two leases can't wait for each other.
  void hold(std::int64_t bytes);

 private:
  MemoryBudget* budget_;
  std::int64_t held_ = 0;
};

}  // namespace resnext
