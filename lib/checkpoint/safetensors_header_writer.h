// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "base/dtype.h"
#include "base/shape.h"

// Makes the headers of safetensors files.
namespace resnext {

/// A tensor to be written.
struct TensorDeclaration {
  std::string name;  ///< UTF-8, unique
  DType dtype = DType::kF32;
  Shape shape;

  std::uint64_t bytes() const {
    return static_cast<std::uint64_t>(element_count(shape)) * size_of(dtype);
  }
};

/// Returns the header of a safetensors file that holds `tensors` without gaps: the length, then
/// JSON, padded with spaces to `least_size` bytes and so that the data begin at a multiple of
/// `alignment` bytes, itself one of 8. Throws std::invalid_argument for a name that is empty, not
/// UTF-8, used twice or "__metadata__".
std::string make_safetensors_header(std::span<const TensorDeclaration> tensors,
                                    const std::map<std::string, std::string>& metadata,
                                    std::size_t alignment = 8, std::size_t least_size = 0);

}  // namespace resnext
