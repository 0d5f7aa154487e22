// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"

// Shared by all fuzzers.
namespace resnext {

/// Stops the fuzzer unless `holds`, which is a finding.
inline void expect(bool holds) {
  if (!holds) {
    __builtin_trap();
  }
}

/// Calls `read`, which must return or throw `Refusal` for any bytes: another exception, a
/// sanitizer's report, or too much memory or time is a finding. Returns what libFuzzer expects.
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
