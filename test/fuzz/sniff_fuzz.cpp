// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/sniff.h"

#include "fuzz/fuzz_target.h"

// Covers how a checkpoint's format is found, and what is said of other files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_no_crash(
      data, size, [](std::span<const std::byte> file) { resnext::find_format(file); });
}
