// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// What is reported of an image that could not be read.
namespace resnext {

struct ImageFailure {
  std::string code;  ///< "not_found", "truncated", ...: see ImageErrorCode
  std::string message;
};

}  // namespace resnext
