// SPDX-License-Identifier: Apache-2.0
#include "images/source/tar_reader.h"

#include <algorithm>
#include <array>

#include "fuzz/fuzz_target.h"

// Reads archives that arrive in pieces: members and their content must end, or be refused. The
// parser is libarchive, which is not instrumented; what this project makes of its answers is.
namespace resnext {
namespace {

class Pieces : public ByteStream {
 public:
  Pieces(std::span<const std::byte> bytes, std::size_t piece, bool seekable)
      : rest_(bytes), piece_(piece), seekable_(seekable) {}

  std::span<const std::byte> read() override { return take(piece_); }
  std::int64_t skip(std::int64_t bytes) override {
    return seekable_ ? static_cast<std::int64_t>(take(static_cast<std::size_t>(bytes)).size()) : 0;
  }

 private:
  std::span<const std::byte> take(std::size_t bytes) {
    const std::span<const std::byte> taken = rest_.first(std::min(bytes, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

  std::span<const std::byte> rest_;
  std::size_t piece_;
  bool seekable_;
};

void read_all(std::span<const std::byte> archive, std::size_t piece, bool seekable) {
  constexpr int kMost = 64;  // reads: a few bytes may claim terabytes of holes
  Pieces pieces(archive, piece, seekable);
  TarReader reader("archive", pieces);
  std::array<std::byte, 4096> buffer;
  unsigned sum = 0;
  int reads = 0;
  while (const std::optional<TarMember> member = reader.next()) {
    sum += static_cast<unsigned>(member->name.size());
    std::size_t count = buffer.size();
    while (count == buffer.size() && ++reads < kMost) {
      count = reader.read(buffer);
      sum += count > 0 ? std::to_integer<unsigned>(buffer[count - 1]) : 0;
    }
    if (reads >= kMost) break;
  }
  static volatile unsigned sink = 0;
  sink = sum;  // keeps the reads
  static_cast<void>(sink);
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHead = 2;
  if (size < kHead) {
    return 0;
  }
  const std::size_t piece = (data[0] + std::size_t{1}) * 16;
  const bool seekable = data[1] % 2 != 0;
  return resnext::expect_no_crash<resnext::ImageError>(
      data + kHead, size - kHead,
      [&](std::span<const std::byte> file) { resnext::read_all(file, piece, seekable); });
}
