// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <optional>

#include "fuzz/fuzz_target.h"
#include "images/decode/format_decoders.h"

// Compares two ways to decode a JPEG: whole, and a part with the rest skipped.
namespace resnext {
namespace {

constexpr std::int64_t kMaxPixels = 1 << 14;

/// Keeps the middle of an image.
class Middle : public RowSink {
 public:
  Rect begin(int width, int height) override {
    rect = {width / 4, height / 4, (width + 1) / 2, (height + 1) / 2};
    return rect;
  }
  void take(const std::uint8_t* row) override {
    rgb.insert(rgb.end(), row, row + std::ptrdiff_t{3} * rect.width);
  }

  Rect rect;
  std::vector<std::uint8_t> rgb;
};

bool is_part(const Middle& part, const Image& whole) {
  const auto row_bytes = static_cast<std::size_t>(part.rect.width) * 3;
  if (part.rgb.size() != row_bytes * static_cast<std::size_t>(part.rect.height)) {
    return false;
  }
  for (int y = 0; y < part.rect.height; ++y) {
    const std::size_t at =
        (static_cast<std::size_t>(part.rect.top + y) * static_cast<std::size_t>(whole.width) +
         static_cast<std::size_t>(part.rect.left)) *
        3;
    if (std::memcmp(part.rgb.data() + static_cast<std::size_t>(y) * row_bytes,
                    whole.rgb.data() + at, row_bytes) != 0) {
      return false;
    }
  }
  return true;
}

void compare(std::span<const std::byte> file) {
  DecodeOptions options;
  options.max_pixels = kMaxPixels;
  std::optional<StoredImage> whole;
  try {
    whole = decode_jpeg(file, options);
  } catch (const ImageError&) {
    whole.reset();
  }
  Middle part;
  bool read = true;
  try {
    static_cast<void>(decode_jpeg(file, options, part));
  } catch (const ImageError&) {
    read = false;
  }
  if (read != whole.has_value() || (read && !is_part(part, whole->image))) {
    __builtin_trap();
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::compare(std::as_bytes(std::span(data, size)));
  return 0;
}
