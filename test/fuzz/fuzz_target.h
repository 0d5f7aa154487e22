#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"

namespace resnext {

/// Whatever the bytes, `read` returns or throws `Refusal`: another exception, a sanitizer's report,
/// too much memory or time is a finding. The return value is libFuzzer's.
template <typename Refusal = CheckpointError, typename Read>
int expect_no_crash(const std::uint8_t* data, std::size_t size, Read read) {
  try {
    read(std::as_bytes(std::span(data, size)));
  } catch (const Refusal&) {
    return 0;
  }
  return 0;
}

}  // namespace resnext
