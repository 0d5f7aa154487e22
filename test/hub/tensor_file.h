// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/safetensors_writer.h"

namespace resnext {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// A tensor's declaration and its bytes.
struct FileTensor {
  TensorDeclaration declaration;
  std::vector<std::byte> bytes;
};

template <typename T>
FileTensor file_tensor(const std::string& name, DType dtype, Shape shape,
                       const std::vector<T>& values) {
  FileTensor tensor = {{name, dtype, std::move(shape)}, {}};
  const std::span<const std::byte> bytes = std::as_bytes(std::span(values));
  tensor.bytes.assign(bytes.begin(), bytes.end());
  return tensor;
}

inline FileTensor f32_tensor(const std::string& name, const std::vector<float>& values) {
  return file_tensor(name, DType::kF32, {static_cast<std::int64_t>(values.size())}, values);
}

inline std::filesystem::path write_tensors(const std::filesystem::path& path,
                                           const std::vector<FileTensor>& tensors) {
  std::vector<TensorDeclaration> declarations;
  for (const FileTensor& tensor : tensors) {
    declarations.push_back(tensor.declaration);
  }
  SafetensorsWriter writer(path, declarations);
  for (const FileTensor& tensor : tensors) {
    writer.append(tensor.bytes);
  }
  writer.finish();
  return path;
}

}  // namespace resnext
