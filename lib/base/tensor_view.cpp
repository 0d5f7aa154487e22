// SPDX-License-Identifier: Apache-2.0
#include "base/tensor_view.h"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

namespace resnext {
namespace {

/// Calls visit(offset) for every element in row-major order; offsets are in elements.
template <typename Visit>
void for_each_offset(const TensorView& view, Visit visit) {
  const std::int64_t count = view.size();
  if (is_contiguous(view)) {
    for (std::int64_t i = 0; i < count; ++i) {
      visit(i);
    }
    return;
  }
  std::vector<std::int64_t> index(view.shape.size(), 0);
  std::int64_t offset = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    visit(offset);
    for (std::size_t axis = index.size(); axis-- > 0;) {
      offset += view.stride[axis];
      if (++index[axis] < view.shape[axis]) {
        break;
      }
      offset -= view.stride[axis] * view.shape[axis];
      index[axis] = 0;
    }
  }
}

template <typename Stored, typename Convert>
void convert_elements(const TensorView& view, std::span<float> out, Convert convert) {
  float* element = out.data();
  for_each_offset(view, [&](std::int64_t offset) {
    Stored value;
    std::memcpy(&value, view.data + offset * static_cast<std::int64_t>(sizeof(Stored)),
                sizeof(Stored));
    *element++ = static_cast<float>(convert(value));
  });
}

template <std::size_t kSize>
void copy_elements_of(const TensorView& view, std::byte* out) {
  for_each_offset(view, [&](std::int64_t offset) {
    std::memcpy(out, view.data + offset * static_cast<std::int64_t>(kSize), kSize);
    out += kSize;
  });
}

}  // namespace

std::vector<std::int64_t> contiguous_stride(const Shape& shape) {
  std::vector<std::int64_t> stride(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;) {
    stride[axis - 1] = stride[axis] * shape[axis];
  }
  return stride;
}

bool is_contiguous(const TensorView& view) {
  const std::vector<std::int64_t> expected = contiguous_stride(view.shape);
  for (std::size_t axis = 0; axis < view.shape.size(); ++axis) {
    if (view.shape[axis] != 1 && view.stride[axis] != expected[axis]) {
      return false;
    }
  }
  return true;
}

void copy_elements(const TensorView& view, std::span<std::byte> out) {
  if (out.size() != view.byte_size()) {
    throw std::invalid_argument(
        fmt::format("copy_elements: {} bytes of room for a tensor of shape {} x {}", out.size(),
                    to_string(view.shape), to_string(view.dtype)));
  }
  if (is_contiguous(view)) {
    if (!out.empty()) {
      std::memcpy(out.data(), view.data, out.size());
    }
    return;
  }
  switch (size_of(view.dtype)) {
    case 1:
      return copy_elements_of<1>(view, out.data());
    case 2:
      return copy_elements_of<2>(view, out.data());
    case 4:
      return copy_elements_of<4>(view, out.data());
    default:
      return copy_elements_of<8>(view, out.data());
  }
}

void copy_to_f32(const TensorView& view, std::span<float> out) {
  if (static_cast<std::int64_t>(out.size()) != view.size()) {
    throw std::invalid_argument(
        fmt::format("copy_to_f32: {} floats of room for a tensor of shape {}", out.size(),
                    to_string(view.shape)));
  }
  const auto same = [](auto value) { return value; };
  switch (view.dtype) {
    case DType::kF32:
      return copy_elements(view, std::as_writable_bytes(out));
    case DType::kF16:
      return convert_elements<std::uint16_t>(view, out, f16_to_f32);
    case DType::kBF16:
      return convert_elements<std::uint16_t>(view, out, bf16_to_f32);
    case DType::kF64:
      return convert_elements<double>(view, out, same);
    case DType::kI64:
      return convert_elements<std::int64_t>(view, out, same);
    case DType::kI32:
      return convert_elements<std::int32_t>(view, out, same);
    case DType::kI16:
      return convert_elements<std::int16_t>(view, out, same);
    case DType::kI8:
      return convert_elements<std::int8_t>(view, out, same);
    case DType::kU8:
    case DType::kBool:
      return convert_elements<std::uint8_t>(view, out, same);
  }
}

}  // namespace resnext
