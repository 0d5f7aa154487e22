// SPDX-License-Identifier: Apache-2.0
#include "images/source/gunzip_stream.h"

#include <zlib.h>

#include <array>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"

namespace resnext {
namespace {

constexpr std::array<std::byte, 2> kMagic = {std::byte{0x1f}, std::byte{0x8b}};
constexpr std::size_t kOutput = 1 << 16;

}  // namespace

/// zlib's state between two pieces.
class GunzipStream::Inflater {
 public:
  Inflater(std::string name, ByteStream& packed, std::vector<std::byte> first)
      : name_(std::move(name)), packed_(&packed), first_(std::move(first)), input_(first_) {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&zlib_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&zlib_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::span<const std::byte> read() {
    std::size_t filled = 0;
    while (filled == 0 && !ended_) {
      if (failure_) throw ImageError(*failure_);
      if (input_.empty()) input_ = packed_->read();
      if (input_.empty() && in_member_) {
        fail(ImageErrorCode::kTruncated, "ends early");
      } else if (input_.empty()) {
        ended_ = true;
      } else if (in_member_ || input_.front() == kMagic[0]) {
        filled = inflate_some();
      } else {
        ended_ = true;  // whatever follows the last member, gunzip ignores it, too
      }
    }
    return std::span(output_).first(filled);
  }

 private:
  std::size_t inflate_some() {
    if (!in_member_) inflateReset(&zlib_);
    in_member_ = true;
    zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input_.data()));
    zlib_.avail_in = static_cast<uInt>(input_.size());
    zlib_.next_out = reinterpret_cast<Bytef*>(output_.data());
    zlib_.avail_out = static_cast<uInt>(output_.size());
    const int result = inflate(&zlib_, Z_NO_FLUSH);
    input_ = input_.last(zlib_.avail_in);
    if (result == Z_STREAM_END) in_member_ = false;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      fail(ImageErrorCode::kCorrupt, "is damaged");
    }
    return output_.size() - zlib_.avail_out;
  }

  /// Makes the next call throw, after what this one has unpacked.
  void fail(ImageErrorCode code, const char* how) {
    failure_.emplace(code, name_ + ": the gzipped archive " + how +
                               "; what comes before was read. Get the archive again");
  }

  std::string name_;
  ByteStream* packed_;
  std::vector<std::byte> first_;
  std::span<const std::byte> input_;
  z_stream zlib_{};
  bool in_member_ = false;
  bool ended_ = false;
  std::optional<ImageError> failure_;
  std::array<std::byte, kOutput> output_{};
};

GunzipStream::GunzipStream(std::string name, ByteStream& packed)
    : name_(std::move(name)), packed_(&packed) {}

GunzipStream::~GunzipStream() = default;

std::span<const std::byte> GunzipStream::read() {
  if (!std::exchange(begun_, true)) return begin();
  return inflater_ ? inflater_->read() : packed_->read();
}

/// Returns the first bytes, once it is known whether they are gzipped.
std::span<const std::byte> GunzipStream::begin() {
  std::vector<std::byte> first;
  while (first.size() < kMagic.size()) {
    const std::span<const std::byte> more = packed_->read();
    if (more.empty()) break;
    first.insert(first.end(), more.begin(), more.end());
  }
  if (first.size() >= kMagic.size() && first[0] == kMagic[0] && first[1] == kMagic[1]) {
    inflater_ = std::make_unique<Inflater>(name_, *packed_, std::move(first));
    return inflater_->read();
  }
  first_ = std::move(first);
  return first_;
}

std::int64_t GunzipStream::skip(std::int64_t bytes) {
  return begun_ && !inflater_ ? packed_->skip(bytes) : 0;
}

}  // namespace resnext
