// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

// Pauses preparing threads while the network runs.
namespace resnext {

/// A gate at which threads that prepare images stop while the network has the processors. Open at
/// first. Thread-safe.
class PauseGate {
 public:
  void close() { closed_.store(true, std::memory_order_release); }
  void open() {
    closed_.store(false, std::memory_order_release);
    closed_.notify_all();
  }
  bool is_closed() const { return closed_.load(std::memory_order_acquire); }

  /// Blocks until the gate is open.
  void pass() const {
    if (is_closed()) {  // called for every row of a JPEG: wait() alone counts waiters before it
                        // looks
      closed_.wait(true, std::memory_order_acquire);
    }
  }

 private:
  std::atomic<bool> closed_ = false;
};

}  // namespace resnext
