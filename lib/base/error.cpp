// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace resnext {

const char* to_string(ImageErrorCode code) {
  switch (code) {
    case ImageErrorCode::kNotFound:
      return "not_found";
    case ImageErrorCode::kUnreadable:
      return "unreadable";
    case ImageErrorCode::kEmpty:
      return "empty";
    case ImageErrorCode::kUnsupported:
      return "unsupported";
    case ImageErrorCode::kTruncated:
      return "truncated";
    case ImageErrorCode::kCorrupt:
      return "corrupt";
    case ImageErrorCode::kTooLarge:
      return "too_large";
  }
  return "unknown";
}

}  // namespace resnext
