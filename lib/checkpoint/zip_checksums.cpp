// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_checksums.h"

#include <zlib.h>

#include <algorithm>

#include "checkpoint/zip_directory.h"

namespace resnext {
namespace {

std::uint32_t crc32_of(std::span<const std::byte> data,
                       const std::function<void(std::span<const std::byte>)>& on_piece) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  uLong crc = ::crc32(0, nullptr, 0);
  while (!data.empty()) {
    const std::span<const std::byte> piece = data.first(std::min(kPiece, data.size()));
    crc =
        ::crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    data = data.subspan(piece.size());
    if (on_piece) {
      on_piece(piece);
    }
  }
  return static_cast<std::uint32_t>(crc);
}

}  // namespace

std::vector<DamagedMember> find_damaged_members(
    std::span<const std::byte> archive,
    const std::function<void(std::span<const std::byte>)>& on_piece) {
  std::vector<DamagedMember> damaged;
  for (const ZipEntry& entry : read_zip_directory(archive)) {
    if (entry.method != 0 || entry.encrypted || entry.crc32 == 0) {
      continue;
    }
    const std::uint32_t computed = crc32_of(entry.data, on_piece);
    if (computed != entry.crc32) {
      damaged.push_back({std::string(entry.name), entry.crc32, computed});
    }
  }
  return damaged;
}

}  // namespace resnext
