// SPDX-License-Identifier: Apache-2.0
#include "fuzz/config_target.h"
#include "models/model_config_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_config_or_refusal(data, size, [](std::string_view text) {
    resnext::use(resnext::parse_model_config(text, "model.json"));
  });
}
