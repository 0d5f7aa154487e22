// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"

// What is wrong with a request.
namespace resnext {

/// A request that is refused. The message says what was found and what was expected, and quotes
/// what the client sent.
class RequestError : public Error {
 public:
  /// `status`: of HTTP, from 400 to 503.
  RequestError(int status, const std::string& message) : Error(message), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

}  // namespace resnext
