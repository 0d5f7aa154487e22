// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "images/source/byte_stream.h"

// Unpacks what is gzipped while it is read.
namespace resnext {

/// The bytes of another stream: unpacked if they begin like gzip's (one member after another, as
/// `cat a.gz b.gz` has them), otherwise as they are. All bytes that come before an error are
/// returned before it is thrown. Not thread-safe.
class GunzipStream : public ByteStream {
 public:
  /// `name` stands for the stream in messages. `packed` must outlive this one.
  GunzipStream(std::string name, ByteStream& packed);
  ~GunzipStream() override;
  GunzipStream(const GunzipStream&) = delete;
  GunzipStream& operator=(const GunzipStream&) = delete;

  /// Throws ImageError kTruncated or kCorrupt, and what the other stream throws.
  std::span<const std::byte> read() override;
  std::int64_t skip(std::int64_t bytes) override;

 private:
  class Inflater;

  std::span<const std::byte> begin();

  std::string name_;
  ByteStream* packed_;
  bool begun_ = false;
  std::unique_ptr<Inflater> inflater_;  ///< if the bytes are gzipped
  std::vector<std::byte> first_;        ///< of bytes that are not: those that told
};

}  // namespace resnext
