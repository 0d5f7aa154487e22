// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/cancelled.h"
#include "checkpoint/checkpoint.h"
#include "engine/packed_layers.h"

// A file of packed weights.
namespace resnext {

/// Packed weights in a safetensors file that is mapped and used in place. Each layer is a tensor
/// "NODE.weight"; the metadata holds its layout and XXH3 checksum, and the `key` of the weights'
/// origin. The data begin at a page boundary, each layer at a multiple of 64 bytes.
class PackedFile {
 public:
  /// Returns nullopt if the file is missing, incomplete, of another kind or not trusted (see
  /// base/files/trusted_file.h). Reads only the header.
  static std::optional<PackedFile> open(const std::filesystem::path& path);

  const std::string& key() const { return key_; }

  /// Returns the version of the open file, even if the path has since been replaced.
  const FileVersion& version() const { return file_->version(); }

  /// Returns true if all checksums match. Reads the whole file, on all CPUs.
  bool is_intact() const;

  /// Returns all layers, read into memory.
  PackedLayers layers() const;

 private:
  explicit PackedFile(Checkpoint file);

  std::shared_ptr<const Checkpoint> file_;
  std::string key_;
};

/// Writes the file atomically, without layers whose size is not a multiple of 64 bytes. Throws
/// OutputError if it can't be written; Cancelled.
void write_packed_file(const std::filesystem::path& path, const std::string& key,
                       std::span<const PackedLayer> layers, const CancelCheck& cancelled = {});

}  // namespace resnext
