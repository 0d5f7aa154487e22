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

namespace resnext {

/// Packed weights as a safetensors file that is mapped and used as it lies: a tensor
/// "NODE.weight" a layer, with its layout and its XXH3 checksum in the metadata, and with the `key`
/// of what they were made from. The data begin at a page, each layer at 64 bytes.
class PackedFile {
 public:
  /// nullopt if the file is missing, no such file, or cut off. Reads its header only.
  static std::optional<PackedFile> open(const std::filesystem::path& path);

  const std::string& key() const { return key_; }

  /// Of the file that is open, whatever its path leads to by now.
  const FileVersion& version() const { return file_->version(); }

  /// Whether every layer has its checksum. Reads all of the file, with all CPUs.
  bool is_intact() const;

  /// All layers, read into memory.
  PackedLayers layers() const;

 private:
  explicit PackedFile(Checkpoint file);

  std::shared_ptr<const Checkpoint> file_;
  std::string key_;
};

/// Writes the file, whole or not at all. Layers whose size is no multiple of 64 bytes are left out.
/// Throws OutputError if it can't be written, Cancelled.
void write_packed_file(const std::filesystem::path& path, const std::string& key,
                       std::span<const PackedLayer> layers, const CancelCheck& cancelled = {});

}  // namespace resnext
