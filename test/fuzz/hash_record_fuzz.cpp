// SPDX-License-Identifier: Apache-2.0
#include "base/files/hash_record.h"

#include <string_view>

#include "fuzz/fuzz_target.h"

// Covers the record of files' hashes, which counts as empty when it is damaged.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const resnext::HashRecord::Stamp stamp = {"/a.pth", {1, 2, 3, 4}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  resnext::HashRecord::find_in(text, stamp);
  return 0;
}
