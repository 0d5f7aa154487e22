// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/dtype.h"
#include "base/shape.h"

// The headers of .npy and .safetensors files of features.
namespace resnext {

/// What the header of an array says. All rows have one dtype, f32 or f16, and one shape.
struct ArrayDescription {
  DType dtype = DType::kF32;
  Shape row_shape;
  std::map<std::string, std::string> metadata;  ///< safetensors only
};

/// Returns the header in NumPy's format 1.0 (numpy.lib.format): row-major, little-endian. Its
/// length, a multiple of 64 bytes, is the same for any number of rows, so that it can be
/// overwritten once their number is known.
std::string npy_header(const ArrayDescription& description, std::uint64_t rows);

/// Returns the header of a safetensors file with one tensor, "features". Its length is the same for
/// any number of rows.
std::string safetensors_header(const ArrayDescription& description, std::uint64_t rows);

}  // namespace resnext
