// SPDX-License-Identifier: Apache-2.0
#include "images/source/gunzip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "base/error.h"

namespace resnext {
namespace {

class Pieces : public ByteStream {
 public:
  Pieces(std::string bytes, std::size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  std::span<const std::byte> read() override {
    const auto rest = std::as_bytes(std::span(bytes_)).subspan(begin_);
    const auto piece = rest.first(std::min(piece_, rest.size()));
    begin_ += piece.size();
    return piece;
  }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t begin_ = 0;
};

std::string gzipped(const std::string& text) {
  z_stream zlib{};
  deflateInit2(&zlib, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(text.size() + 1000, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_FINISH);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

/// Returns all bytes up to the end or an error, and the error's message.
std::pair<std::string, std::string> read_all(const std::string& bytes, std::size_t piece) {
  Pieces pieces(bytes, piece);
  GunzipStream stream("a.tgz", pieces);
  std::string text;
  try {
    while (true) {
      const std::span<const std::byte> read = stream.read();
      if (read.empty()) return {text, ""};
      text.append(reinterpret_cast<const char*>(read.data()), read.size());
    }
  } catch (const ImageError& error) {
    return {text, error.what()};
  }
}

/// Text that does not compress well.
std::string noise(std::size_t size) {
  std::string text;
  unsigned state = 1;
  std::generate_n(std::back_inserter(text), size, [&state] {
    state = state * 1664525U + 1013904223U;
    return static_cast<char>(state >> 24);
  });
  return text;
}

TEST_CASE("gzipped bytes are unpacked, others pass", "[tar]") {
  const std::size_t piece = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{1} << 20);
  const std::string text = noise(200'000);
  CHECK(read_all(gzipped(text), piece).first == text);
  CHECK(read_all(gzipped("one, ") + gzipped("two"), piece).first == "one, two");
  CHECK(read_all(gzipped("padded") + std::string(512, '\0'), piece).first == "padded");
  CHECK(read_all(gzipped(""), piece) == std::pair<std::string, std::string>());
  for (const char* const plain : {"", "a", "\x1f", "plain", "\x1f plain"}) {
    CHECK(read_all(plain, piece).first == plain);
  }
}

TEST_CASE("nothing that was unpacked before an error is lost", "[tar]") {
  const std::size_t piece = GENERATE(std::size_t{13}, std::size_t{1} << 20);
  const std::string text = noise(100'000);
  const std::string packed = gzipped(text);
  const auto [cut, truncated] = read_all(packed.substr(0, packed.size() - 40), piece);
  CHECK(cut == text.substr(0, cut.size()));
  CHECK(cut.size() > text.size() - 1000);
  CHECK_THAT(truncated, Catch::StartsWith("a.tgz: ") && Catch::Contains("ends early"));
  std::string damaged = packed;
  damaged[packed.size() - 6] = static_cast<char>(damaged[packed.size() - 6] ^ 1);  // the checksum
  const auto [all, corrupt] = read_all(damaged, piece);
  CHECK(all == text);
  CHECK_THAT(corrupt, Catch::Contains("is damaged"));
}

}  // namespace
}  // namespace resnext
