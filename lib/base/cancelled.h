#pragma once

#include <functional>

#include "base/error.h"

namespace resnext {

/// The caller's `cancelled` callback asked a long operation to end.
class Cancelled : public Error {
 public:
  using Error::Error;
};

/// Polled by long operations; true ends them with Cancelled. May be empty: never.
using CancelCheck = std::function<bool()>;

inline bool is_cancelled(const CancelCheck& check) { return check && check(); }

}  // namespace resnext
