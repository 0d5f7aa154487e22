// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/files/descriptor.h"
#include "base/stop_flag.h"
#include "images/source/byte_stream.h"

// The bytes of an open file or pipe.
namespace resnext {

/// Reads a descriptor to its end. Only is_waiting may be called from several threads at once.
class FileStream : public ByteStream {
 public:
  /// `name` stands for the file in messages; with `owned` the descriptor is closed at the end.
  /// `stop` ends the wait for a pipe's writer and must outlive the stream.
  FileStream(int descriptor, bool owned, std::string name, const StopFlag& stop);

  /// Throws ImageError kUnreadable for an I/O error, and if it was stopped while it waited.
  std::span<const std::byte> read() override;
  std::int64_t skip(std::int64_t bytes) override;

  /// Returns whether read() is waiting for another process to send more.
  bool is_waiting() const { return waiting_; }

 private:
  [[noreturn]] void fail(int error) const;

  Descriptor owner_;
  int descriptor_;
  std::string name_;
  const StopFlag* stop_;
  bool regular_ = false;
  std::int64_t size_ = 0;  ///< of a regular file
  std::atomic<bool> waiting_ = false;
  std::array<std::byte, 1 << 16> buffer_;
};

}  // namespace resnext
