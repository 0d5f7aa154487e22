#pragma once

#include <atomic>

namespace resnext {

/// Where threads that prepare images stop while the network has the processors. Open at first.
/// Thread-safe.
class PauseGate {
 public:
  void close() { closed_.store(true, std::memory_order_release); }
  void open() {
    closed_.store(false, std::memory_order_release);
    closed_.notify_all();
  }
  bool is_closed() const { return closed_.load(std::memory_order_acquire); }

  /// Returns at once if the gate is open, else when it is opened.
  void pass() const {
    if (is_closed()) {  // for every row of a JPEG: wait() itself counts waiters before it looks
      closed_.wait(true, std::memory_order_acquire);
    }
  }

 private:
  std::atomic<bool> closed_ = false;
};

}  // namespace resnext
