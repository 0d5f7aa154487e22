// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

// Ends waits for data that may never come.
namespace resnext {

/// A flag that any thread raises, once, to end waits for data.
class StopFlag {
 public:
  void raise() { raised_.store(true, std::memory_order_release); }
  bool is_raised() const { return raised_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> raised_ = false;
};

/// Blocks until `descriptor` has data or has ended; returns false if the flag was raised instead.
/// Regular files never block. Notices the flag within a tenth of a second.
bool wait_for_data(int descriptor, const StopFlag& stop);

}  // namespace resnext
