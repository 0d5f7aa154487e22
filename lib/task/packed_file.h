#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "engine/packed_layers.h"
#include "weights/cancelled.h"

namespace resnext {

/// Packed weights as a safetensors file that is mapped and used as it lies: a tensor
/// "NODE.weight" a layer, with its layout and its XXH3 checksum in the metadata, and with the `key`
/// of what they were made from. The data begin at a page, each layer at 64 bytes.

/// Writes the file, whole or not at all. Layers of an odd number of floats (not a multiple of 16)
/// are left out. Throws OutputError if it can't be written, Cancelled.
void write_packed_file(const std::filesystem::path& path, const std::string& key,
                       std::span<const PackedLayer> layers, const CancelCheck& cancelled = {});

/// The file's layers, read into memory, without a look at the checksums. nullopt if the file is
/// missing, no such file, cut off, or of another key.
std::optional<PackedLayers> open_packed_file(const std::filesystem::path& path,
                                             const std::string& key);

/// Whether every layer of the file has its checksum. Reads all of it, with all CPUs.
bool is_packed_file_intact(const std::filesystem::path& path);

}  // namespace resnext
