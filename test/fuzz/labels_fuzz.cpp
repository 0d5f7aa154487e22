// SPDX-License-Identifier: Apache-2.0
#include "models/labels.h"

#include "fuzz/config_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_config_or_refusal(
      data, size, [](std::string_view text) { resnext::parse_labels(text, "labels.tsv"); });
}
