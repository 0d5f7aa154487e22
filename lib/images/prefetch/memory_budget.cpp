// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/memory_budget.h"

#include <chrono>

namespace resnext {

bool MemoryBudget::take(std::int64_t bytes, const StopFlag* stop) {
  constexpr auto kStopCheck = std::chrono::milliseconds(100);
  const auto has_room = [&] { return taken_ == 0 || taken_ + bytes <= bytes_; };
  std::unique_lock lock(mutex_);
  if (stop == nullptr) returned_.wait(lock, has_room);
  while (!returned_.wait_for(lock, kStopCheck, has_room)) {
    if (stop->is_raised()) return false;
  }
  taken_ += bytes;
  return true;
}

void MemoryBudget::give_back(std::int64_t bytes) {
  {
    const std::scoped_lock lock(mutex_);
    taken_ -= bytes;
  }
  returned_.notify_all();
}

bool MemoryLease::hold(std::int64_t bytes, const StopFlag* stop) {
  if (held_ > 0) budget_->give_back(held_);
  held_ = 0;
  if (bytes > 0 && !budget_->take(bytes, stop)) return false;
  held_ = bytes;
  return true;
}

}  // namespace resnext
