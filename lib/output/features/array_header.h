#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/dtype.h"
#include "base/shape.h"

namespace resnext {

/// What the head of a file of rows says. All rows have one dtype, f32 or f16, and one shape.
struct ArrayDescription {
  DType dtype = DType::kF32;
  Shape row_shape;
  std::map<std::string, std::string> metadata;  ///< safetensors only
};

/// NumPy's format 1.0 (numpy.lib.format): row-major, little-endian. The same length for any number
/// of rows, a multiple of 64 bytes, so that it can be written again once their number is known.
std::string npy_header(const ArrayDescription& description, std::uint64_t rows);

/// safetensors with one tensor, "features". The same length for any number of rows.
std::string safetensors_header(const ArrayDescription& description, std::uint64_t rows);

}  // namespace resnext
