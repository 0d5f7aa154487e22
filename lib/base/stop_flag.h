#pragma once

#include <atomic>

namespace resnext {

/// Raised once, from any thread, to end what waits for somebody else's data.
class StopFlag {
 public:
  void raise() { raised_.store(true, std::memory_order_release); }
  bool is_raised() const { return raised_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> raised_ = false;
};

/// Waits until `descriptor` has data or has ended; false if the flag was raised instead. Regular
/// files never wait. Notices the flag within a tenth of a second.
bool wait_for_data(int descriptor, const StopFlag& stop);

}  // namespace resnext
