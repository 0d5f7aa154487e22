// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <stdexcept>

#include "resnext/resnext.h"

// From the library's exceptions to the C functions' status and message.
namespace resnext::api {

/// An argument of a C function makes no sense.
class ArgumentError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Throws ArgumentError if `pointer` is null; `name` is the parameter's.
void check_not_null(const void* pointer, const char* name);

/// Keeps the message of `error` for resnext_last_error and returns the status of its type.
resnext_status keep_error(const std::exception& error) noexcept;

/// Runs a C function's body; returns RESNEXT_OK or what keep_error makes of the exception thrown.
template <typename Body>
resnext_status guarded(const Body& body) noexcept {
  try {
    body();
    return RESNEXT_OK;
  } catch (const std::exception& error) {
    return keep_error(error);
  } catch (...) {
    return keep_error(std::runtime_error("an exception of unknown type"));
  }
}

}  // namespace resnext::api
