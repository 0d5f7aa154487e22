// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_checksums.h"

#include "fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_no_crash(data, size, [](std::span<const std::byte> file) {
    for (const resnext::DamagedMember& member : resnext::find_damaged_members(file, {})) {
      if (member.recorded == member.computed) {
        __builtin_trap();
      }
    }
  });
}
