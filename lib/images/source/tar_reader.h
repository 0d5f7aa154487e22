// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "images/source/byte_stream.h"

// Reads the files in a tar archive, plain or gzipped, from its first byte to its last.
namespace resnext {

/// A regular file in an archive.
struct TarMember {
  std::string name;       ///< as the archive has it: bytes of any encoding, "/a", "../a"
  std::int64_t size = 0;  ///< bytes, as the archive claims
};

/// Reads ustar, pax and GNU archives, gzipped or not. Names are only names: nothing is ever
/// unpacked. Folders, links, devices and pipes are left out. An archive that follows another one's
/// end is read, too. Not thread-safe.
class TarReader {
 public:
  /// `name` stands for the archive in messages. `stream` must outlive the reader. Throws
  /// InstallationError if libarchive is not there.
  TarReader(std::string name, ByteStream& stream);
  ~TarReader();
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;

  /// Returns the next file, or nullopt after the last one. Throws ImageError kEmpty, kUnsupported
  /// (not a tar archive), kTruncated or kCorrupt, and what the stream throws; nothing can be read
  /// after that.
  std::optional<TarMember> next();

  /// Reads bytes of the file that next() has returned; returns how many, less than asked for at its
  /// end only. Throws as next() does.
  std::size_t read(std::span<std::byte> into);

 private:
  class Archive;
  std::unique_ptr<Archive> archive_;
};

}  // namespace resnext
