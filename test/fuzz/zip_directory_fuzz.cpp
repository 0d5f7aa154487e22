// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_directory.h"

#include "fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_no_crash(data, size, [](std::span<const std::byte> file) {
    unsigned sum = 0;
    for (const resnext::ZipEntry& entry : resnext::read_zip_directory(file)) {
      for (const std::byte byte : entry.data) {
        sum += std::to_integer<unsigned>(byte);
      }
      sum += static_cast<unsigned>(entry.name.size());
    }
    static volatile unsigned sink = 0;
    sink = sum;  // keeps the reads
    static_cast<void>(sink);
  });
}
