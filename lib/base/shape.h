// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

// Shapes of tensors.
namespace resnext {

/// Extents, outermost first: [out channels, in channels / cardinality, height, width] for a
/// convolution's weights.
using Shape = std::vector<std::int64_t>;

/// Returns "[64, 3, 7, 7]"; "[]" for a scalar.
std::string to_string(const Shape& shape);

/// Returns the product of the extents; 1 for a scalar. Throws std::overflow_error if it does not
/// fit 63 bits and std::invalid_argument for a negative extent.
std::int64_t element_count(const Shape& shape);

}  // namespace resnext
