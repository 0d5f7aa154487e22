// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel_poller.h"
#include "base/dtype.h"
#include "base/shape.h"

// Parses the headers of safetensors files.
namespace resnext {

/// A tensor in the header.
struct SafetensorsEntry {
  std::string name;
  DType dtype = DType::kF32;
  Shape shape;              ///< extents are not negative; their product is not checked
  std::uint64_t begin = 0;  ///< in bytes from the end of the header
  std::uint64_t end = 0;
};

/// The content of the header.
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  ///< in the header's order
  std::map<std::string, std::string> metadata;
};

/// Parses the JSON of a safetensors file. Accepts only the fields of the specification, without
/// duplicate keys or deeper nesting. Throws CheckpointError, or
/// Cancelled by `poller`.
SafetensorsHeader parse_safetensors_header(std::string_view json, CancelPoller& poller);

}  // namespace resnext
