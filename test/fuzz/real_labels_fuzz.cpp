// SPDX-License-Identifier: Apache-2.0
#include "models/real_labels.h"

#include "fuzz/config_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_config_or_refusal(data, size, [](std::string_view text) {
    for (const std::vector<int>& classes : resnext::parse_real_labels(text, "real.json")) {
      for (const int index : classes) {
        if (index < 0 || index > 999) {
          __builtin_trap();
        }
      }
    }
  });
}
