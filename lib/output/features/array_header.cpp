// SPDX-License-Identifier: Apache-2.0
#include "output/features/array_header.h"

#include <utility>
#include <vector>

#include "checkpoint/safetensors_header_writer.h"

#include <fmt/format.h>

namespace resnext {
namespace {

constexpr std::uint64_t kMostRows = 9'999'999'999'999;  // the header has room for it

std::string npy_text(const ArrayDescription& description, std::uint64_t rows) {
  std::string shape = fmt::format("{}", rows);
  for (const std::int64_t extent : description.row_shape) {
    shape += fmt::format(", {}", extent);
  }
  return fmt::format("{{'descr': '<f{}', 'fortran_order': False, 'shape': ({}), }}",
                     size_of(description.dtype), shape);
}

std::vector<TensorDeclaration> declared(const ArrayDescription& description, std::uint64_t rows) {
  Shape shape = {static_cast<std::int64_t>(rows)};
  shape.insert(shape.end(), description.row_shape.begin(), description.row_shape.end());
  return {{"features", description.dtype, std::move(shape)}};
}

std::size_t rounded_up(std::size_t size, std::size_t step) {
  return (size + step - 1) / step * step;
}

}  // namespace

std::string npy_header(const ArrayDescription& description, std::uint64_t rows) {
  constexpr std::size_t kPrefix = 10;
  const std::size_t size =
      rounded_up(kPrefix + npy_text(description, kMostRows).size() + 1, 64) - kPrefix;
  std::string header("\x93NUMPY\x01\x00", 8);
  header += {static_cast<char>(size & 0xFF), static_cast<char>(size >> 8)};
  std::string text = npy_text(description, rows);
  text.resize(size - 1, ' ');
  return header + text + "\n";
}

std::string safetensors_header(const ArrayDescription& description, std::uint64_t rows) {
  constexpr std::size_t kAlignment = 8;
  const std::size_t size =
      make_safetensors_header(declared(description, kMostRows), description.metadata, kAlignment)
          .size();
  return make_safetensors_header(declared(description, rows), description.metadata, kAlignment,
                                 size);
}

}  // namespace resnext
