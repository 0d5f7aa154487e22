// SPDX-License-Identifier: Apache-2.0
#include "api/status.h"

#include <new>
#include <string>

#include "base/cancelled.h"
#include "base/error.h"
#include "base/version.h"

namespace resnext::api {
namespace {

constexpr const char* kNoMemory = "not enough memory";

/// The message of a thread. One that can't be stored for lack of memory is replaced.
struct Message {
  std::string text;
  const char* shown = "";

  void keep(const char* message) noexcept {
    try {
      text = message;
      shown = text.c_str();
    } catch (const std::bad_alloc&) {
      shown = kNoMemory;
    }
  }
};

thread_local Message latest;

template <typename Type>
bool is(const std::exception& error) {
  return dynamic_cast<const Type*>(&error) != nullptr;
}

resnext_status status_of(const std::exception& error) {
  if (is<std::bad_alloc>(error)) {
    return RESNEXT_ERROR_MEMORY;
  }
  if (is<Cancelled>(error)) {
    return RESNEXT_ERROR_CANCELLED;
  }
  if (is<ArgumentError>(error) || is<UsageError>(error)) {
    return RESNEXT_ERROR_ARGUMENT;
  }
  if (is<ConfigError>(error)) {
    return RESNEXT_ERROR_CONFIG;
  }
  if (is<CheckpointError>(error)) {
    return RESNEXT_ERROR_CHECKPOINT;
  }
  if (is<WeightsError>(error)) {
    return RESNEXT_ERROR_WEIGHTS;
  }
  if (is<InstallationError>(error)) {
    return RESNEXT_ERROR_INSTALLATION;
  }
  return is<ImageError>(error) ? RESNEXT_ERROR_IMAGE : RESNEXT_ERROR_INTERNAL;
}

}  // namespace

void check_not_null(const void* pointer, const char* name) {
  if (pointer == nullptr) {
    throw ArgumentError(std::string(name) + " is a null pointer");
  }
}

resnext_status keep_error(const std::exception& error) noexcept {
  const resnext_status status = status_of(error);
  latest.keep(status == RESNEXT_ERROR_MEMORY ? kNoMemory : error.what());
  return status;
}

}  // namespace resnext::api

const char* resnext_last_error() { return resnext::api::latest.shown; }

const char* resnext_status_name(resnext_status status) {
  switch (status) {
    case RESNEXT_OK:
      return "ok";
    case RESNEXT_ERROR_ARGUMENT:
      return "argument";
    case RESNEXT_ERROR_CONFIG:
      return "config";
    case RESNEXT_ERROR_CHECKPOINT:
      return "checkpoint";
    case RESNEXT_ERROR_WEIGHTS:
      return "weights";
    case RESNEXT_ERROR_INSTALLATION:
      return "installation";
    case RESNEXT_ERROR_IMAGE:
      return "image";
    case RESNEXT_ERROR_CANCELLED:
      return "cancelled";
    case RESNEXT_ERROR_MEMORY:
      return "memory";
    case RESNEXT_ERROR_INTERNAL:
      return "internal";
    default:
      return "unknown";
  }
}

const char* resnext_version() { return resnext::program_version(); }
