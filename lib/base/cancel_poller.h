// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "base/cancelled.h"

// Lets callers end loops of many short steps.
namespace resnext {

/// Polls a CancelCheck once in many steps of a loop whose steps are too short to poll at each.
class CancelPoller {
 public:
  /// Never cancels.
  CancelPoller() = default;

  /// `message` is that of the Cancelled that is thrown.
  CancelPoller(CancelCheck check, std::string message)
      : check_(std::move(check)), message_(std::move(message)) {}

  /// Counts one step. Throws Cancelled if the caller wants the operation to end.
  void step() {
    if (++steps_ % kStepsPerPoll == 0 && is_cancelled(check_)) {
      throw Cancelled(message_);
    }
  }

 private:
  static constexpr std::size_t kStepsPerPoll = 256;

  CancelCheck check_;
  std::string message_;
  std::size_t steps_ = 0;
};

}  // namespace resnext
