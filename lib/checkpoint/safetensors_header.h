#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/dtype.h"
#include "base/shape.h"

namespace resnext {

struct SafetensorsEntry {
  std::string name;
  DType dtype = DType::kF32;
  Shape shape;              ///< not negative; the product is not checked
  std::uint64_t begin = 0;  ///< in bytes from the end of the header
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  ///< in the header's order
  std::map<std::string, std::string> metadata;
};

/// Parses the JSON of a safetensors file. Strict: nothing but the fields of the specification, no
/// key twice, no nesting beyond what they need. Throws CheckpointError.
SafetensorsHeader parse_safetensors_header(std::string_view json);

}  // namespace resnext
