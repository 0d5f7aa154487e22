// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "fuzz/image_target.h"
#include "images/decode/decode.h"

// Compares decoding an image of any format with decoding it row by row. The first byte chooses how.
namespace resnext {
namespace {

/// Calls `decode`; returns nothing if it throws ImageError.
template <typename Decode>
auto result_of(Decode decode) -> std::optional<decltype(decode())> {
  try {
    return decode();
  } catch (const ImageError&) {
    return std::nullopt;
  }
}

void compare(std::span<const std::byte> file, unsigned choice) {
  DecodeOptions options;
  options.max_pixels = 1 << 12;
  options.exif = choice % 2 == 0 ? ExifMode::kIgnore : ExifMode::kApply;
  options.enough_short_side = choice % 4 < 2 ? 0 : 4;
  WholeImage rows;
  const auto whole = result_of([&] { return decode_image(file, options); });
  const auto by_rows = result_of([&] { return decode_image(file, options, rows); });
  if (whole.has_value() != by_rows.has_value()) {
    __builtin_trap();
  }
  if (whole &&
      (whole->image.width != rows.image.width || whole->image.height != rows.image.height ||
       whole->image.rgb != rows.image.rgb || whole->exif_applied != by_rows->exif_applied ||
       whole->exif_orientation != by_rows->exif_orientation)) {
    __builtin_trap();
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) {
    resnext::compare(std::as_bytes(std::span(data + 1, size - 1)), data[0]);
  }
  return 0;
}
