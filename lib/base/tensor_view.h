// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/dtype.h"
#include "base/shape.h"

// Describes tensors in memory, and copies their elements.
namespace resnext {

/// A tensor in memory that something else owns (a mapped checkpoint, a test's array). `data` points
/// at element [0, ..., 0] and may be unaligned; `stride` is in elements, one for each extent. The
/// maker of a view guarantees that every element lies inside the owner's memory.
struct TensorView {
  DType dtype = DType::kF32;
  Shape shape;
  std::vector<std::int64_t> stride;
  const std::byte* data = nullptr;

  /// Returns the number of elements.
  std::int64_t size() const { return element_count(shape); }

  /// Returns the number of bytes that the elements take without gaps.
  std::size_t byte_size() const { return static_cast<std::size_t>(size()) * size_of(dtype); }

  /// Returns the elements' bytes. Only for contiguous views.
  std::span<const std::byte> bytes() const { return {data, byte_size()}; }
};

/// Returns row-major strides for `shape`, in elements.
std::vector<std::int64_t> contiguous_stride(const Shape& shape);

/// Returns whether the elements lie row-major without gaps (extents of 1 may have any stride).
bool is_contiguous(const TensorView& view);

/// Writes all elements, row-major and unchanged, to `out` (exactly view.byte_size() bytes). Throws
/// std::invalid_argument if `out` has another size.
void copy_elements(const TensorView& view, std::span<std::byte> out);

/// Writes all elements, row-major and as f32, to `out` (exactly view.size() floats). f64 and
/// integers are rounded to nearest. Throws std::invalid_argument if `out` has another size.
void copy_to_f32(const TensorView& view, std::span<float> out);

}  // namespace resnext
