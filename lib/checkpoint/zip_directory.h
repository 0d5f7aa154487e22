#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace resnext {

/// A member of a zip archive; both views point into the archive.
struct ZipEntry {
  std::string_view name;
  std::span<const std::byte> data;  ///< as it lies in the file: compressed, if method is not 0
  std::uint16_t method;             ///< 0: stored
  bool encrypted;
};

/// The entries of a zip or zip64 archive, in the order of its central directory. Each local header
/// is held against the directory, and entries may not overlap one another or the directory.
/// Checksums are not computed. Throws CheckpointError.
/// Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
std::vector<ZipEntry> read_zip_directory(std::span<const std::byte> archive);

}  // namespace resnext
