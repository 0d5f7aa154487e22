// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/cancel_poller.h"

// Lists zip archives.
namespace resnext {

/// A member of a zip archive; both views point into the archive.
struct ZipEntry {
  std::string_view name;
  std::span<const std::byte> data;  ///< as in the file: compressed if method is not 0
  std::uint16_t method;             ///< 0: stored
  bool encrypted;
  std::uint32_t crc32;  ///< of the data before compression, as the directory says
};

/// Returns the entries of a zip or zip64 archive, in the order of its central directory. Throws
/// CheckpointError, also if a local header contradicts the directory or if entries overlap one
/// another or the directory, or Cancelled by `poller`. Computes no checksums
/// (zip_checksums.h does).
/// Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
std::vector<ZipEntry> read_zip_directory(std::span<const std::byte> archive,
                                         CancelPoller poller = {});

}  // namespace resnext
