// SPDX-License-Identifier: Apache-2.0
#include "images/decode/orientation.h"

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <utility>

#include "images/decode/byte_view.h"

namespace resnext {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t kOrientationTag = 274;
enum FieldType : std::uint16_t { kByte = 1, kShort = 3, kLong = 4 };

// Returns the value of a directory entry of 12 bytes: tag, type, count, value.
std::uint32_t entry_value(const ByteView& view, std::size_t entry) {
  switch (view.u16(entry + 2)) {
    case kByte:
      return view.u8(entry + 8);
    case kShort:
      return view.u16(entry + 8);
    case kLong:
      return view.u32(entry + 8);
    default:
      return 0;
  }
}

}  // namespace

int exif_orientation(std::span<const std::byte> exif) {
  constexpr std::string_view kPrefix = "Exif\0\0"sv;
  if (ByteView(exif).matches(0, kPrefix)) exif = exif.subspan(kPrefix.size());
  const bool big = ByteView(exif).matches(0, "MM\0*"sv);
  if (!big && !ByteView(exif).matches(0, "II*\0"sv)) return 1;

  const ByteView view(exif, big ? std::endian::big : std::endian::little);
  if (!view.contains(4, 4)) return 1;
  const std::size_t directory = view.u32(4);
  if (!view.contains(directory, 2)) return 1;
  std::uint32_t orientation = 1;
  for (std::size_t i = 0; i < view.u16(directory); ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    if (!view.contains(entry, 12)) break;
    if (view.u16(entry) == kOrientationTag) orientation = entry_value(view, entry);
  }
  return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

Image apply_orientation(const Image& image, int orientation) {
  // How the upright picture is read from the stored one: sides swapped, from the right, from below.
  struct Reading {
    bool transposed, mirrored, flipped;
  };
  static constexpr std::array<Reading, 8> kReadings = {{{false, false, false},
                                                        {false, true, false},
                                                        {false, true, true},
                                                        {false, false, true},
                                                        {true, false, false},
                                                        {true, false, true},
                                                        {true, true, true},
                                                        {true, true, false}}};
  const Reading reading = kReadings.at(static_cast<std::size_t>(orientation - 1));
  Image upright = {image.width, image.height, std::vector<std::uint8_t>(image.rgb.size())};
  if (reading.transposed) std::swap(upright.width, upright.height);

  const std::ptrdiff_t pitch = std::ptrdiff_t{image.width} * 3;
  const std::ptrdiff_t right = reading.mirrored ? -3 : 3;
  const std::ptrdiff_t down = reading.flipped ? -pitch : pitch;
  const std::uint8_t* row = image.rgb.data() + (reading.mirrored ? pitch - 3 : 0) +
                            (reading.flipped ? pitch * (image.height - 1) : 0);
  std::uint8_t* out = upright.rgb.data();
  const std::ptrdiff_t step_x = reading.transposed ? down : right;
  const std::ptrdiff_t step_y = reading.transposed ? right : down;
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x) {
      const std::uint8_t* pixel = row + y * step_y + x * step_x;
      for (int channel = 0; channel < 3; ++channel) *out++ = pixel[channel];
    }
  }
  return upright;
}

}  // namespace resnext
