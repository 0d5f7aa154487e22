// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include "base/dtype.h"

// Passes data together with its data type.
namespace resnext {

/// Contiguous elements together with their data type, for interfaces that must not assume f32.
/// `Byte` is std::byte or const std::byte.
template <typename Byte>
struct BasicTypedData {
  DType dtype = DType::kF32;
  std::span<Byte> bytes;

  /// Returns the number of elements.
  std::size_t size() const { return bytes.size() / size_of(dtype); }

  /// Converts to read-only data.
  operator BasicTypedData<const std::byte>() const { return {dtype, bytes}; }
};

using TypedData = BasicTypedData<std::byte>;
using ConstTypedData = BasicTypedData<const std::byte>;

/// Returns f32 values with their type.
inline ConstTypedData typed(std::span<const float> values) {
  return {DType::kF32, std::as_bytes(values)};
}
inline TypedData typed(std::span<float> values) {
  return {DType::kF32, std::as_writable_bytes(values)};
}

/// Returns the elements as f32, without copying. Throws std::logic_error for another type: a kernel
/// was given data that it was not chosen for.
inline std::span<const float> as_f32(const ConstTypedData& data) {
  if (data.dtype != DType::kF32) {
    throw std::logic_error(std::string("expected f32 data, found ") + to_string(data.dtype));
  }
  return {reinterpret_cast<const float*>(data.bytes.data()), data.size()};
}
inline std::span<float> as_f32(const TypedData& data) {
  if (data.dtype != DType::kF32) {
    throw std::logic_error(std::string("expected f32 data, found ") + to_string(data.dtype));
  }
  return {reinterpret_cast<float*>(data.bytes.data()), data.size()};
}

}  // namespace resnext
