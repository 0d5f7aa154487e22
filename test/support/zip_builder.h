// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/little_endian.h"

// Writes zip archives for tests.
namespace resnext {

struct ZipMember {
  std::string name = "entry";
  std::string data = {};
  std::uint16_t method = 0;
  std::uint16_t flags = 0x0808;  ///< UTF-8, sizes after the data, as PyTorch writes
  std::string local_name = {};   ///< in the local header, if different
  std::uint32_t crc32 = 0;       ///< in the directory
};

struct ZipOptions {
  bool zip64 = false;  ///< all sizes and offsets in zip64 fields
  std::string comment = {};
};

/// Returns a zip archive of `members`, whose local headers have checksums of zero.
inline std::string zip_file(const std::vector<ZipMember>& members, const ZipOptions& options = {}) {
  constexpr std::uint32_t kFull = 0xFFFFFFFF;
  const auto u16 = [](std::size_t value) {
    return little_endian(static_cast<std::uint16_t>(value));
  };
  const auto u32 = [](std::size_t value) {
    return little_endian(static_cast<std::uint32_t>(value));
  };
  const auto u64 = [](std::size_t value) {
    return little_endian(static_cast<std::uint64_t>(value));
  };
  std::string file;
  std::string directory;
  for (const ZipMember& member : members) {
    const std::size_t offset = file.size();
    const std::size_t size = member.data.size();
    const bool sizes_follow = (member.flags & 8U) != 0;
    const std::string& local = member.local_name.empty() ? member.name : member.local_name;
    file += "PK\x03\x04" + u16(0) + u16(member.flags) + u16(member.method) + u32(0) + u32(0);
    file += u32(sizes_follow ? 0 : size) + u32(sizes_follow ? 0 : size);
    file += u16(local.size()) + u16(0) + local + member.data;
    const std::string extra =
        options.zip64 ? u16(1) + u16(24) + u64(size) + u64(size) + u64(offset) : "";
    directory +=
        "PK\x01\x02" + u32(0) + u16(member.flags) + u16(member.method) + u32(0) + u32(member.crc32);
    directory += u32(options.zip64 ? kFull : size) + u32(options.zip64 ? kFull : size);
    directory += u16(member.name.size()) + u16(extra.size()) + u16(0) + u16(0) + u16(0) + u32(0);
    directory += u32(options.zip64 ? kFull : offset) + member.name + extra;
  }
  const std::size_t start = file.size();
  const std::size_t count = members.size();
  file += directory;
  if (options.zip64) {
    const std::size_t end = file.size();
    file += "PK\x06\x06" + u64(44) + u16(0) + u16(0) + u32(0) + u32(0);
    file += u64(count) + u64(count) + u64(directory.size()) + u64(start);
    file += "PK\x06\x07" + u32(0) + u64(end) + u32(1);
  }
  file += "PK\x05\x06" + u16(0) + u16(0) + u16(options.zip64 ? 0xFFFF : count) +
          u16(options.zip64 ? 0xFFFF : count);
  file += u32(options.zip64 ? kFull : directory.size()) + u32(options.zip64 ? kFull : start);
  return file + u16(options.comment.size()) + options.comment;
}

}  // namespace resnext
