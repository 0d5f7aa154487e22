// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

// Reads numbers and text from bytes without passing their end.
namespace resnext {

static_assert(std::endian::native == std::endian::little,
              "checkpoints are little-endian and are used in place");

/// Reads forward through `bytes`, never past their end. `what` names them in errors.
class ByteReader {
 public:
  ByteReader(std::span<const std::byte> bytes, std::string what, std::size_t position = 0)
      : bytes_(bytes), what_(std::move(what)), position_(position) {}

  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }

  /// Returns the next `count` bytes. Throws CheckpointError if fewer are left.
  std::span<const std::byte> take(std::uint64_t count) {
    if (count > remaining()) {
      throw CheckpointError(
          fmt::format("{} is cut short: {} bytes are expected at offset {}, {} are there; download "
                      "or copy the file again",
                      what_, count, position_, remaining()));
    }
    const std::span<const std::byte> taken =
        bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return taken;
  }

  /// Returns the next `count` bytes as text. Throws as take() does.
  std::string_view take_text(std::uint64_t count) {
    const std::span<const std::byte> taken = take(count);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }

  /// Returns the next integer, which is little-endian. Throws as take() does.
  template <std::integral T>
  T read() {
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }

 private:
  std::span<const std::byte> bytes_;
  std::string what_;
  std::size_t position_;
};

}  // namespace resnext
