// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/memory_budget.h"

namespace resnext {

void MemoryBudget::take(std::int64_t bytes) {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return taken_ == 0 || taken_ + bytes <= bytes_; });
  taken_ += bytes;
}

void MemoryBudget::give_back(std::int64_t bytes) {
  {
    const std::scoped_lock lock(mutex_);
    taken_ -= bytes;
  }
  returned_.notify_all();
}

void MemoryLease::hold(std::int64_t bytes) {
  if (held_ > 0) budget_->give_back(held_);
  held_ = 0;
  if (bytes > 0) budget_->take(bytes);
  held_ = bytes;
}

}  // namespace resnext
