// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Bytes that come one after another.
namespace resnext {

/// Where an archive's bytes come from.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Returns the next bytes, which stay as they are until the next call; none at the end. May throw
  /// ImageError.
  virtual std::span<const std::byte> read() = 0;
  /// Leaves out up to `bytes` bytes and returns how many; 0 where they must be read.
  virtual std::int64_t skip(std::int64_t /*bytes*/) { return 0; }
};

}  // namespace resnext
