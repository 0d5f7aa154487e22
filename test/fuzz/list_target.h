// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz_target.h"
#include "models/labels.h"

// Shared by the fuzzers of lists that users write.
namespace resnext {

/// What the readers call their input.
inline constexpr const char* kListName = "list";

/// Calls `read`, which must return or throw a UsageError that begins with the list's name.
template <typename Read>
void expect_refusal_with_name(Read read) {
  try {
    read();
  } catch (const UsageError& error) {
    if (!std::string_view(error.what()).starts_with(kListName)) {
      __builtin_trap();
    }
  }
}

/// Calls `read` with the input as a stream, as above. Returns what libFuzzer expects.
template <typename Read>
int expect_list_or_refusal(const std::uint8_t* data, std::size_t size, Read read) {
  expect_refusal_with_name([&] {
    std::istringstream stream(std::string(reinterpret_cast<const char*>(data), size));
    read(stream);
  });
  return 0;
}

/// Classes of which two share a name and one is called like an index.
inline const std::vector<Label>& few_labels() {
  static const std::vector<Label> labels = {{"goldfish", "n01443537", 1},
                                            {"crane", "n02012849", 134},
                                            {"crane", "n03126707", 517},
                                            {"7", "", std::nullopt}};
  return labels;
}

}  // namespace resnext
