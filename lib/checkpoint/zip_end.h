// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "checkpoint/byte_reader.h"

// Finds a zip archive's central directory from its end. Private to lib/checkpoint.
namespace resnext {

/// The place of the central directory, which is within the archive.
struct ZipDirectoryPlace {
  std::uint64_t entries;
  std::uint64_t size;
  std::uint64_t offset;
};

/// Reads the end record, of zip64 if necessary. Throws CheckpointError.
ZipDirectoryPlace find_zip_directory(std::span<const std::byte> archive);

/// Returns a reader of the archive from `offset` on. Throws CheckpointError if that is outside.
ByteReader zip_reader_at(std::span<const std::byte> archive, std::uint64_t offset);

/// Throws CheckpointError for an archive in which `what` is wrong.
[[noreturn]] void fail_zip(const std::string& what);

}  // namespace resnext
