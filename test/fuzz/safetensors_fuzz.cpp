// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors.h"
#include "fuzz/fuzz_target.h"
#include "support/touch_tensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_no_crash(data, size, [](std::span<const std::byte> file) {
    resnext::touch(resnext::read_safetensors(file));
  });
}
