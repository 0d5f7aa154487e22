// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_end.h"

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

constexpr std::uint32_t kEnd = 0x06054B50;
constexpr std::uint32_t kEnd64 = 0x06064B50;
constexpr std::uint32_t kEnd64Locator = 0x07064B50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEnd64LocatorSize = 20;
constexpr std::size_t kSmallestEntry = 46;
constexpr std::size_t kLongestComment = 0xFFFF;
constexpr std::uint16_t kFull16 = 0xFFFF;  ///< "see the zip64 record"
constexpr std::uint32_t kFull32 = 0xFFFFFFFF;

/// Returns the offset of the end record: the last place that has its signature and whose comment
/// reaches exactly to the end of the file.
std::size_t find_end(std::span<const std::byte> archive) {
  if (archive.size() >= kEndSize) {
    const std::size_t last = archive.size() - kEndSize;
    const std::size_t first = last > kLongestComment ? last - kLongestComment : 0;
    for (std::size_t at = last + 1; at-- > first;) {
      ByteReader in = zip_reader_at(archive, at);
      if (in.read<std::uint32_t>() == kEnd) {
        in.take(16);
        if (in.read<std::uint16_t>() == in.remaining()) {
          return at;
        }
      }
    }
  }
  throw CheckpointError(
      "the zip archive has no end record: the file is cut short, download or "
      "copy it again");
}

ZipDirectoryPlace read_end64(std::span<const std::byte> archive, std::size_t end) {
  if (end < kEnd64LocatorSize) {
    fail_zip("the zip64 locator is missing");
  }
  ByteReader locator = zip_reader_at(archive, end - kEnd64LocatorSize);
  if (locator.read<std::uint32_t>() != kEnd64Locator) {
    fail_zip("the zip64 locator is missing");
  }
  locator.take(4);  // number of the disk
  ByteReader in = zip_reader_at(archive, locator.read<std::uint64_t>());
  if (in.read<std::uint32_t>() != kEnd64) {
    fail_zip("the zip64 end record is missing");
  }
  in.take(20);  // its size, versions and disk numbers
  const auto entries_here = in.read<std::uint64_t>();
  ZipDirectoryPlace directory = {};
  directory.entries = in.read<std::uint64_t>();
  directory.size = in.read<std::uint64_t>();
  directory.offset = in.read<std::uint64_t>();
  if (entries_here != directory.entries) {
    fail_zip("it is one part of several");
  }
  return directory;
}

ZipDirectoryPlace read_end(std::span<const std::byte> archive, std::size_t end) {
  ByteReader in = zip_reader_at(archive, end + 4);
  in.take(4);  // numbers of disks
  const auto entries_here = in.read<std::uint16_t>();
  const auto entries = in.read<std::uint16_t>();
  const auto size = in.read<std::uint32_t>();
  const auto offset = in.read<std::uint32_t>();
  const bool zip64 = entries == kFull16 || size == kFull32 || offset == kFull32;
  const ZipDirectoryPlace directory =
      zip64 ? read_end64(archive, end)
            : ZipDirectoryPlace{.entries = entries, .size = size, .offset = offset};
  if (!zip64 && entries_here != entries) {
    fail_zip("it is one part of several");
  }
  if (directory.offset > end || directory.size > end - directory.offset ||
      directory.entries > directory.size / kSmallestEntry) {
    fail_zip(fmt::format(
        "a directory of {} entries and {} bytes at offset {} does not fit before offset {}",
        directory.entries, directory.size, directory.offset, end));
  }
  return directory;
}

}  // namespace

void fail_zip(const std::string& what) {
  throw CheckpointError(
      fmt::format("damaged zip archive: {}; download or copy the file again", what));
}

ByteReader zip_reader_at(std::span<const std::byte> archive, std::uint64_t offset) {
  if (offset > archive.size()) {
    fail_zip(fmt::format("offset {} is outside the file of {} bytes", offset, archive.size()));
  }
  return {archive, "the zip archive", static_cast<std::size_t>(offset)};
}

ZipDirectoryPlace find_zip_directory(std::span<const std::byte> archive) {
  return read_end(archive, find_end(archive));
}

}  // namespace resnext
