// SPDX-License-Identifier: Apache-2.0
#include "base/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace resnext {

std::string to_string(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

std::int64_t element_count(const Shape& shape) {
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 0; })) {
    throw std::invalid_argument(fmt::format("negative extent in shape {}", to_string(shape)));
  }
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) {
    return 0;
  }
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (__builtin_mul_overflow(count, extent, &count)) {
      throw std::overflow_error(fmt::format("shape {} has too many elements", to_string(shape)));
    }
  }
  return count;
}

}  // namespace resnext
