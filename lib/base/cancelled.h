// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/error.h"

// Lets callers end long operations.
namespace resnext {

/// Thrown by a long operation that its caller's `cancelled` callback has ended.
class Cancelled : public Error {
 public:
  using Error::Error;
};

/// Polled by long operations, which throw Cancelled once it returns true. May be empty.
using CancelCheck = std::function<bool()>;

/// Returns whether the caller wants the operation to end.
inline bool is_cancelled(const CancelCheck& check) { return check && check(); }

}  // namespace resnext
