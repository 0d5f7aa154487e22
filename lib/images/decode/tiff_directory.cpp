// SPDX-License-Identifier: Apache-2.0
#include "images/decode/tiff_directory.h"

#include <algorithm>
#include <string_view>

namespace resnext {
namespace {

using namespace std::string_view_literals;

// Returns the bytes of a value: BYTE and UNDEFINED, SHORT, LONG; 0 for all other types.
std::size_t size_of_type(std::uint16_t type) {
  switch (type) {
    case 1:
    case 7:
      return 1;
    case 3:
      return 2;
    case 4:
      return 4;
    default:
      return 0;
  }
}

std::endian byte_order(std::span<const std::byte> file) {
  return ByteView(file).matches(0, "MM"sv) ? std::endian::big : std::endian::little;
}

}  // namespace

TiffDirectory::TiffDirectory(std::span<const std::byte> file)
    : order_(byte_order(file)), file_(file, order_) {
  if (file_.u16(2) != 42)
    throw ImageError(ImageErrorCode::kUnsupported, "TIFF: BigTIFF is not supported");
  const std::size_t directory = file_.u32(4);
  const std::size_t count = file_.u16(directory);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    const std::size_t size = size_of_type(file_.u16(entry + 2));
    const std::size_t values = file_.u32(entry + 4);
    if (size == 0 || values == 0) continue;
    const std::size_t offset = values * size <= 4 ? entry + 8 : file_.u32(entry + 8);
    fields_.emplace(static_cast<TiffTag>(file_.u16(entry)), Field{offset, values, size});
  }
}

std::vector<std::uint32_t> TiffDirectory::values(TiffTag tag) const {
  const auto found = fields_.find(tag);
  if (found == fields_.end()) return {};
  const Field& field = found->second;
  // Before anything is allocated: the file must hold as many values as the entry says.
  const ByteView data(file_.bytes(field.offset, field.count * field.size), order_);
  std::vector<std::uint32_t> result(field.count);
  for (std::size_t i = 0; i < field.count; ++i) {
    const std::size_t at = i * field.size;
    result[i] = field.size == 1 ? data.u8(at) : field.size == 2 ? data.u16(at) : data.u32(at);
  }
  return result;
}

std::uint32_t TiffDirectory::value(TiffTag tag, std::uint32_t fallback) const {
  const std::vector<std::uint32_t> all = values(tag);
  return all.empty() ? fallback : all.front();
}

void TiffDirectory::patch_short(std::span<std::byte> file, TiffTag tag, std::uint16_t value) const {
  const auto found = fields_.find(tag);
  if (found == fields_.end() || found->second.size != 2) return;
  const auto low = static_cast<std::byte>(value & 0xFFU);
  const auto high = static_cast<std::byte>(value >> 8);
  const std::span<std::byte> target = file.subspan(found->second.offset, 2);
  target[0] = order_ == std::endian::big ? high : low;
  target[1] = order_ == std::endian::big ? low : high;
}

}  // namespace resnext
