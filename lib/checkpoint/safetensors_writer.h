// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/files/atomic_file.h"
#include "checkpoint/safetensors_header_writer.h"

// Writes safetensors files.
namespace resnext {

/// Writes a safetensors file tensor by tensor, keeping none of them in memory. The file gets its
/// name only in finish(); until then, and if writing fails, an older file of that name is
/// untouched.
class SafetensorsWriter {
 public:
  /// Declares all tensors and writes the header, padded so that the data begin at a multiple of
  /// `alignment` bytes, itself one of 8. Throws OutputError if the file can't be written and
  /// std::invalid_argument for a name that is empty, not UTF-8, used twice or "__metadata__".
  SafetensorsWriter(const std::filesystem::path& path, std::vector<TensorDeclaration> tensors,
                    const std::map<std::string, std::string>& metadata = {},
                    std::size_t alignment = 8,
                    AtomicFile::Links links = AtomicFile::Links::kFollow);

  /// Writes the next tensor's elements, row-major and little-endian, and calls `between` before
  /// every few MiB; it may throw to end the writing. Throws OutputError if the disk is full, and
  /// std::invalid_argument for a wrong number of bytes or a tensor too many.
  void append(std::span<const std::byte> data, const std::function<void()>& between = {});

  /// Syncs the file to the disk and gives it its name. Throws OutputError, and std::logic_error if
  /// tensors are missing.
  void finish();

 private:
  std::vector<TensorDeclaration> tensors_;
  std::size_t appended_ = 0;
  std::optional<AtomicFile> file_;
};

}  // namespace resnext
