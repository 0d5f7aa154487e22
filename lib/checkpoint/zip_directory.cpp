// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/text/quote.h"
#include "checkpoint/byte_reader.h"
#include "checkpoint/zip_end.h"

namespace resnext {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034B50;
constexpr std::uint32_t kCentralHeader = 0x02014B50;
constexpr std::uint16_t kZip64Field = 0x0001;
constexpr std::uint16_t kFlagEncrypted = 0x0001;
constexpr std::uint16_t kFlagSizesFollow = 0x0008;  ///< the local header's sizes are not set
constexpr std::uint32_t kFull32 = 0xFFFFFFFF;

/// An entry as the central directory lists it.
struct Listing {
  std::string_view name;
  std::uint16_t flags;
  std::uint16_t method;
  std::uint32_t crc32;
  std::uint64_t packed_size;
  std::uint64_t size;
  std::uint64_t header_offset;
};

/// An entry's place in the file, from its local header to the end of its data.
struct Extent {
  std::uint64_t begin;
  std::uint64_t end;
  std::string_view name;
};

/// Replaces the numbers that refer to the zip64 field by that field's. It holds only those.
void read_zip64_field(std::span<const std::byte> extra, Listing& listing) {
  ByteReader in(extra, "a zip entry's extra field");
  while (in.remaining() >= 4) {
    const auto id = in.read<std::uint16_t>();
    const auto size = in.read<std::uint16_t>();
    ByteReader field(in.take(size), "a zip64 field");
    if (id != kZip64Field) {
      continue;
    }
    for (std::uint64_t* number : {&listing.size, &listing.packed_size, &listing.header_offset}) {
      if (*number == kFull32) {
        *number = field.read<std::uint64_t>();
      }
    }
    return;
  }
}

Listing read_listing(ByteReader& in) {
  Listing listing = {};
  if (in.read<std::uint32_t>() != kCentralHeader) {
    fail_zip(fmt::format("the directory has no entry at offset {}", in.position() - 4));
  }
  in.take(4);  // versions
  listing.flags = in.read<std::uint16_t>();
  listing.method = in.read<std::uint16_t>();
  in.take(4);  // time and date
  listing.crc32 = in.read<std::uint32_t>();
  listing.packed_size = in.read<std::uint32_t>();
  listing.size = in.read<std::uint32_t>();
  const auto name_size = in.read<std::uint16_t>();
  const auto extra_size = in.read<std::uint16_t>();
  const auto comment_size = in.read<std::uint16_t>();
  in.take(8);  // disk and attributes
  listing.header_offset = in.read<std::uint32_t>();
  listing.name = in.take_text(name_size);
  read_zip64_field(in.take(extra_size), listing);
  in.take(comment_size);
  return listing;
}

/// Compares the local header with `listing`, and returns the data behind it.
std::span<const std::byte> find_data(std::span<const std::byte> archive, const Listing& listing,
                                     std::uint64_t directory_offset) {
  ByteReader in = zip_reader_at(archive, listing.header_offset);
  if (in.read<std::uint32_t>() != kLocalHeader) {
    fail_zip(fmt::format("entry {} has no header at offset {}", quote(listing.name),
                         listing.header_offset));
  }
  in.take(2);  // version
  const auto flags = in.read<std::uint16_t>();
  const auto method = in.read<std::uint16_t>();
  in.take(8);  // time, date and checksum
  const auto packed_size = in.read<std::uint32_t>();
  in.take(4);  // size
  const auto name_size = in.read<std::uint16_t>();
  const auto extra_size = in.read<std::uint16_t>();
  const std::string_view name = in.take_text(name_size);
  in.take(extra_size);
  const bool has_size = (flags & kFlagSizesFollow) == 0 && packed_size != kFull32;
  if (name != listing.name || method != listing.method ||
      (has_size && packed_size != listing.packed_size)) {
    fail_zip(fmt::format("entry {} differs from its own header", quote(listing.name)));
  }
  const std::span<const std::byte> data = in.take(listing.packed_size);
  if (in.position() > directory_offset) {
    fail_zip(fmt::format("entry {} reaches into the directory", quote(listing.name)));
  }
  if (listing.method == 0 && listing.size != listing.packed_size) {
    fail_zip(fmt::format("entry {} is stored in {} bytes but has {}", quote(listing.name),
                         listing.packed_size, listing.size));
  }
  return data;
}

void check_disjoint(std::vector<Extent> extents) {
  std::sort(extents.begin(), extents.end(),
            [](const Extent& a, const Extent& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].begin < extents[i - 1].end) {
      fail_zip(fmt::format("entries {} and {} overlap", quote(extents[i - 1].name),
                           quote(extents[i].name)));
    }
  }
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(std::span<const std::byte> archive, CancelPoller poller) {
  const ZipDirectoryPlace directory = find_zip_directory(archive);
  ByteReader in(archive.subspan(static_cast<std::size_t>(directory.offset),
                                static_cast<std::size_t>(directory.size)),
                "the zip archive's directory");
  std::vector<ZipEntry> entries;
  std::vector<Extent> extents;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    poller.step();
    const Listing listing = read_listing(in);
    const std::span<const std::byte> data = find_data(archive, listing, directory.offset);
    const auto end = static_cast<std::uint64_t>(data.data() - archive.data()) + data.size();
    extents.push_back({listing.header_offset, end, listing.name});
    entries.push_back({.name = listing.name,
                       .data = data,
                       .method = listing.method,
                       .encrypted = (listing.flags & kFlagEncrypted) != 0,
                       .crc32 = listing.crc32});
  }
  check_disjoint(std::move(extents));
  return entries;
}

}  // namespace resnext
