#include "base/tensor_view.h"

#include <cstring>
#include <stdexcept>

namespace resnext {
namespace {

template <typename Stored, typename Convert>
void copy_elements(const TensorView& view, std::span<float> out, Convert convert) {
  const auto load = [&view, convert](std::int64_t offset) {
    Stored value;
    std::memcpy(&value, view.data + offset * static_cast<std::int64_t>(sizeof(Stored)),
                sizeof(Stored));
    return static_cast<float>(convert(value));
  };
  if (is_contiguous(view)) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = load(static_cast<std::int64_t>(i));
    }
    return;
  }
  std::vector<std::int64_t> index(view.shape.size(), 0);
  std::int64_t offset = 0;
  for (float& element : out) {
    element = load(offset);
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

void copy_to_f32(const TensorView& view, std::span<float> out) {
  if (static_cast<std::int64_t>(out.size()) != view.size()) {
    throw std::invalid_argument("copy_to_f32: " + std::to_string(out.size()) +
                                " floats of room for a tensor of shape " + to_string(view.shape));
  }
  const auto same = [](auto value) { return value; };
  switch (view.dtype) {
    case DType::kF32:
      if (is_contiguous(view)) {
        if (!out.empty()) {
          std::memcpy(out.data(), view.data, out.size_bytes());
        }
        return;
      }
      return copy_elements<float>(view, out, same);
    case DType::kF16:
      return copy_elements<std::uint16_t>(view, out, f16_to_f32);
    case DType::kBF16:
      return copy_elements<std::uint16_t>(view, out, bf16_to_f32);
    case DType::kF64:
      return copy_elements<double>(view, out, same);
    case DType::kI64:
      return copy_elements<std::int64_t>(view, out, same);
    case DType::kI32:
      return copy_elements<std::int32_t>(view, out, same);
    case DType::kI16:
      return copy_elements<std::int16_t>(view, out, same);
    case DType::kI8:
      return copy_elements<std::int8_t>(view, out, same);
    case DType::kU8:
    case DType::kBool:
      return copy_elements<std::uint8_t>(view, out, same);
  }
}

}  // namespace resnext
