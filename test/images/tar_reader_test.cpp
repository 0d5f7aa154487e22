// SPDX-License-Identifier: Apache-2.0
#include "images/source/tar_reader.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace resnext {
namespace {

/// Returns a header of the ustar format and the content, padded to blocks.
std::string member(std::string_view name, std::string_view content, char type = '0') {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  header.replace(100, 7, "0000644");
  char size[13];
  std::snprintf(size, sizeof size, "%011o", static_cast<unsigned>(content.size()));
  header.replace(124, 11, size);
  header.replace(136, 11, "00000000000");
  header.replace(148, 8, "        ");
  header[156] = type;
  header.replace(257, 8, "ustar\00000", 8);
  unsigned sum = 0;
  for (const char letter : header) {
    sum += static_cast<unsigned char>(letter);
  }
  char checksum[8];
  std::snprintf(checksum, sizeof checksum, "%06o", sum);
  header.replace(148, 7, checksum, 7);
  std::string padded(content);
  padded.resize((content.size() + 511) / 512 * 512);
  return header + padded;
}

const std::string kEnd(1024, '\0');

class Bytes : public ByteStream {
 public:
  explicit Bytes(std::string bytes, std::size_t piece = 700)
      : bytes_(std::move(bytes)), piece_(piece) {}

  std::span<const std::byte> read() override {
    if (fail_at_end && begin_ == bytes_.size()) {
      throw ImageError(ImageErrorCode::kUnreadable, "the disk is gone");
    }
    const std::span<const std::byte> rest = std::as_bytes(std::span(bytes_)).subspan(begin_);
    const std::span<const std::byte> piece = rest.first(std::min(piece_, rest.size()));
    begin_ += piece.size();
    return piece;
  }
  std::int64_t skip(std::int64_t bytes) override {
    if (!seekable) return 0;
    const auto most = static_cast<std::int64_t>(bytes_.size() - begin_);
    const std::int64_t skipped = std::min(bytes, most);
    begin_ += static_cast<std::size_t>(skipped);
    return skipped;
  }

  bool fail_at_end = false;
  bool seekable = false;

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t begin_ = 0;
};

std::string content(TarReader& reader) {
  std::array<std::byte, 5> piece;
  std::string text;
  while (const std::size_t count = reader.read(piece)) {
    text.append(reinterpret_cast<const char*>(piece.data()), count);
  }
  return text;
}

/// Returns the code and the message of what reading all names throws.
std::pair<ImageErrorCode, std::string> refusal(Bytes bytes) {
  TarReader reader("a.tar", bytes);
  try {
    while (reader.next()) {
    }
  } catch (const ImageError& error) {
    return {error.code(), error.what()};
  }
  FAIL("nothing was refused");
  return {};
}

TEST_CASE("members come in order with their content", "[tar]") {
  const bool seekable = GENERATE(false, true);
  Bytes bytes(member("a.jpg", "first") + member("d/", "", '5') + member("../b.jpg", "") +
              member("/c.jpg", std::string(3000, 'c')) + kEnd);
  bytes.seekable = seekable;
  TarReader reader("a.tar", bytes);
  CHECK(reader.next()->name == "a.jpg");
  CHECK(content(reader) == "first");
  CHECK(reader.next()->name == "../b.jpg");
  const std::optional<TarMember> last = reader.next();
  CHECK((last->name == "/c.jpg" && last->size == 3000));
  SECTION("read") { CHECK(content(reader) == std::string(3000, 'c')); }
  SECTION("skipped") {}
  CHECK_FALSE(reader.next());
}

TEST_CASE("links, devices and pipes are left out", "[tar]") {
  std::string all;
  for (const char type : {'1', '2', '3', '4', '5', '6'}) {
    all += member(std::string("x.jpg") + type, "", type);
  }
  Bytes bytes(all + member("y.jpg", "y") + kEnd);
  TarReader reader("a.tar", bytes);
  CHECK(reader.next()->name == "y.jpg");
  CHECK_FALSE(reader.next());
}

TEST_CASE("names keep their bytes", "[tar]") {
  const std::string pax = "16 path=\xC3\xA9\xFF.jpg\n";
  Bytes bytes(member("caf\xE9.jpg", "1") + member("caf\xC3\xA9.jpg", "2") +
              member("pax", pax, 'x') + member("short", "3") + kEnd);
  TarReader reader("a.tar", bytes);
  CHECK(reader.next()->name == "caf\xE9.jpg");
  CHECK(reader.next()->name == "caf\xC3\xA9.jpg");
  CHECK(reader.next()->name == "\xC3\xA9\xFF.jpg");
}

TEST_CASE("an archive after another one's end is read", "[tar]") {
  Bytes bytes(member("a.jpg", "1") + kEnd + member("b.jpg", "2") + kEnd);
  TarReader reader("a.tar", bytes);
  CHECK(reader.next()->name == "a.jpg");
  CHECK(reader.next()->name == "b.jpg");
  CHECK_FALSE(reader.next());
}

TEST_CASE("what is wrong with an archive is named", "[tar]") {
  const std::string whole = member("a.jpg", std::string(900, 'a')) + member("b.jpg", "b") + kEnd;
  const auto cut = [&](std::size_t bytes) { return refusal(Bytes(whole.substr(0, bytes))); };
  CHECK(cut(1000).first == ImageErrorCode::kTruncated);  // in a content
  CHECK(cut(1600).first == ImageErrorCode::kTruncated);  // in a header
  const auto [code, message] = cut(1536);                // between two members
  CHECK(code == ImageErrorCode::kTruncated);
  CHECK_THAT(message, Catch::StartsWith("a.tar: ") && Catch::Contains("after a.jpg"));
  CHECK(cut(0).first == ImageErrorCode::kEmpty);
  std::string damaged = whole;
  damaged[1536] = 'c';  // a name, which the checksum covers
  CHECK(refusal(Bytes(damaged)).first == ImageErrorCode::kCorrupt);
  const auto other = refusal(Bytes("<!DOCTYPE html><html>"));
  CHECK(other.first == ImageErrorCode::kUnsupported);
  CHECK_THAT(other.second, Catch::Contains("expected a tar archive"));
}

TEST_CASE("what the stream throws passes through", "[tar]") {
  Bytes bytes(member("a.jpg", std::string(2000, 'a')).substr(0, 1500));
  bytes.fail_at_end = true;
  TarReader reader("a.tar", bytes);
  REQUIRE(reader.next());
  CHECK_THROWS_WITH(content(reader), "the disk is gone");
}

}  // namespace
}  // namespace resnext
