// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <mutex>
#include <vector>

// Collects what arrives one by one, to be worked on together.
namespace resnext {

/// Items that many threads put in and one takes out in batches. A batch that is not full waits only
/// while more items are announced, and never longer than it is told to: an item that comes alone is
/// taken at once. Thread-safe.
template <typename Item>
class BatchQueue {
 public:
  /// Says that an item will come. One call of push or withdraw must follow.
  void announce() {
    const std::lock_guard lock(mutex_);
    ++announced_;
  }

  /// Adds an item that was announced.
  void push(Item item) {
    {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
      --announced_;
    }
    changed_.notify_all();
  }

  /// Says that an item which was announced will not come.
  void withdraw() {
    {
      const std::lock_guard lock(mutex_);
      --announced_;
    }
    changed_.notify_all();
  }

  /// Returns the oldest items, at most `most`: blocks until there is one, then at most for `delay`
  /// while others are announced. Returns none once the queue is closed and empty.
  std::vector<Item> next_batch(std::size_t most, std::chrono::milliseconds delay) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty() || closed_; });
    changed_.wait_for(lock, delay,
                      [this, most] { return items_.size() >= most || announced_ == 0 || closed_; });
    const auto end =
        std::next(items_.begin(), static_cast<std::ptrdiff_t>(std::min(most, items_.size())));
    std::vector<Item> batch(std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
    items_.erase(items_.begin(), end);
    return batch;
  }

  /// Ends all waits; what is in the queue can still be taken.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  std::size_t announced_ = 0;
  bool closed_ = false;
};

}  // namespace resnext
