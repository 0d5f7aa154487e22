// SPDX-License-Identifier: Apache-2.0
#include "models/hub_config.h"

#include "fuzz/config_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_config_or_refusal(data, size, [](std::string_view text) {
    if (resnext::is_hub_config(text, "config.json")) {
      resnext::use(resnext::parse_hub_config(text, "config.json"));
    }
  });
}
