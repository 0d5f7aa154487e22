// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"

// Bounds-checked reading of numbers from untrusted bytes.
namespace resnext {

/// Checked reads from a file in memory. Numbers have the byte order given to the constructor.
/// Every read beyond the end throws ImageError kTruncated. The bytes must outlive the view.
class ByteView {
 public:
  explicit ByteView(std::span<const std::byte> bytes, std::endian order = std::endian::little)
      : bytes_(bytes), order_(order) {}

  std::size_t size() const { return bytes_.size(); }

  /// Returns whether `count` bytes from `offset` on lie inside the file; safe from overflow.
  bool contains(std::size_t offset, std::size_t count) const {
    return count <= bytes_.size() && offset <= bytes_.size() - count;
  }

  std::span<const std::byte> bytes(std::size_t offset, std::size_t count) const {
    if (!contains(offset, count)) {
      throw ImageError(ImageErrorCode::kTruncated,
                       fmt::format("the file ends early: {} bytes expected at {}, the file has {}",
                                   count, offset, bytes_.size()));
    }
    return bytes_.subspan(offset, count);
  }

  std::uint8_t u8(std::size_t offset) const { return static_cast<std::uint8_t>(number(offset, 1)); }
  std::uint16_t u16(std::size_t offset) const {
    return static_cast<std::uint16_t>(number(offset, 2));
  }
  std::uint32_t u24(std::size_t offset) const { return number(offset, 3); }
  std::uint32_t u32(std::size_t offset) const { return number(offset, 4); }

  /// Returns whether `text` stands at `offset`; false beyond the end.
  bool matches(std::size_t offset, std::string_view text) const {
    if (!contains(offset, text.size())) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (static_cast<char>(bytes_[offset + i]) != text[i]) return false;
    return true;
  }

  /// Returns `count` bytes as text, for chunk names.
  std::string text(std::size_t offset, std::size_t count) const {
    std::string result;
    for (const std::byte byte : bytes(offset, count)) result += static_cast<char>(byte);
    return result;
  }

 private:
  std::uint32_t number(std::size_t offset, std::size_t count) const {
    const std::span<const std::byte> digits = bytes(offset, count);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::byte digit = digits[order_ == std::endian::big ? i : count - 1 - i];
      value = value << 8 | std::to_integer<std::uint32_t>(digit);
    }
    return value;
  }

  std::span<const std::byte> bytes_;
  std::endian order_;
};

}  // namespace resnext
