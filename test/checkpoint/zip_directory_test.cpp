// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_directory.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/checkpoint_checks.h"
#include "support/zip_builder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

std::vector<ZipEntry> read(const std::string& file) { return read_zip_directory(as_bytes(file)); }

/// Two entries of eight bytes. The sizes stand in the local headers.
std::string two_entries(bool zip64 = false) {
  return zip_file({{.name = "a", .data = "01234567", .flags = 0},
                   {.name = "b", .data = "89abcdef", .flags = 0}},
                  {.zip64 = zip64});
}

/// `file` with the bytes at `distance` from the last signature `mark` overwritten.
std::string patched(std::string file, const std::string& mark, std::size_t distance,
                    const std::string& bytes) {
  const std::size_t at = file.rfind(mark);
  REQUIRE(at != std::string::npos);
  return file.replace(at + distance, bytes.size(), bytes);
}

const std::string kCentral = "PK\x01\x02";
const std::string kLocal = "PK\x03\x04";
const std::string kEnd = "PK\x05\x06";
const std::string kEnd64 = "PK\x06\x06";
const std::string kLocator = "PK\x06\x07";

TEST_CASE("entries are listed with their data", "[checkpoint]") {
  const std::string file = two_entries(GENERATE(false, true));
  const std::vector<ZipEntry> entries = read(file);
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].name == "b");
  CHECK(entries[1].method == 0);
  CHECK(!entries[1].encrypted);
  REQUIRE(entries[1].data.size() == 8);
  CHECK(static_cast<char>(entries[1].data[2]) == 'a');
}

TEST_CASE("overlapping entries are refused", "[checkpoint]") {
  // The second entry's header and data lie inside the first one's data.
  const std::string inner = zip_file({{.name = "b", .data = "89abcdef", .flags = 0}});
  const std::string hidden = inner.substr(0, inner.find(kCentral));
  const std::string file = zip_file(
      {{.name = "a", .data = hidden, .flags = 0}, {.name = "b", .data = "89abcdef", .flags = 0}});
  CHECK_NOTHROW(read(file));
  const auto offset = little_endian(static_cast<std::uint32_t>(file.find("PK\x03\x04", 4)));
  CHECK_THROWS_WITH(read(patched(file, kCentral, 42, offset)), Contains("'a' and 'b' overlap"));
}

TEST_CASE("a local header that differs from the directory is refused", "[checkpoint]") {
  const std::string file = two_entries();
  CHECK_THROWS_WITH(read(patched(file, kLocal, 0, "XX")), Contains("'b' has no header"));
  CHECK_THROWS_WITH(read(patched(file, kLocal, 30, "c")), Contains("differs from its own header"));
  CHECK_THROWS_WITH(read(patched(file, kLocal, 8, "\x08")),
                    Contains("differs from its own header"));
  CHECK_THROWS_WITH(read(patched(file, kLocal, 18, "\x07")),
                    Contains("differs from its own header"));
  CHECK_THROWS_WITH(read(patched(file, kCentral, 24, "\x09")), Contains("8 bytes but has 9"));
}

TEST_CASE("sizes and offsets outside the file are refused", "[checkpoint]") {
  const std::string file = two_entries();
  const std::string big32 = little_endian(std::uint32_t{0xFFFFFFF0});
  CHECK_THROWS_AS(read(patched(file, kCentral, 20, big32)), CheckpointError);
  CHECK_THROWS_WITH(read(patched(file, kCentral, 42, big32)), Contains("outside the file"));
  CHECK_THROWS_WITH(read(patched(file, kEnd, 16, big32)), Contains("does not fit"));
  CHECK_THROWS_WITH(read(patched(file, kEnd, 12, big32)), Contains("does not fit"));
  CHECK_THROWS_WITH(read(patched(file, kEnd, 8, "\xf0\xf0\xf0\xf0")), Contains("does not fit"));
  CHECK_THROWS_WITH(read(patched(file, kEnd, 8, "\x01")), Contains("one part of several"));
  CHECK_THROWS_WITH(read(patched(file, kEnd, 12, std::string(4, '\xff'))), Contains("locator"));
  const std::string reaching = patched(patched(file, kCentral, 20, "\x10"), kCentral, 24, "\x10");
  CHECK_THROWS_WITH(read(patched(reaching, kLocal, 18, "\x10")), Contains("into the directory"));
}

TEST_CASE("zip64 records outside the file are refused", "[checkpoint]") {
  const std::string file = two_entries(true);
  const std::string big64 = little_endian(std::uint64_t{0xFFFFFFFFFFFFFFF0});
  CHECK_THROWS_WITH(read(patched(file, kLocator, 0, "XX")), Contains("locator is missing"));
  CHECK_THROWS_WITH(read(patched(file, kLocator, 8, big64)), Contains("outside the file"));
  CHECK_THROWS_WITH(read(patched(file, kEnd64, 0, "XX")), Contains("end record is missing"));
  CHECK_THROWS_WITH(read(patched(file, kEnd64, 24, big64)), Contains("one part of several"));
  CHECK_THROWS_WITH(read(patched(file, kEnd64, 24, big64 + big64)), Contains("does not fit"));
  CHECK_THROWS_WITH(read(patched(file, kEnd64, 40, big64)), Contains("does not fit"));
  CHECK_THROWS_WITH(read(patched(file, kEnd64, 48, big64)), Contains("does not fit"));
  // The entry's own field: size, packed size, offset of the header.
  CHECK_THROWS_AS(read(patched(file, kCentral, 51, big64)), CheckpointError);
  CHECK_THROWS_AS(read(patched(file, kCentral, 59, big64)), CheckpointError);
  CHECK_THROWS_WITH(read(patched(file, kCentral, 67, big64)), Contains("outside the file"));
  CHECK_THROWS_AS(read(patched(file, kCentral, 49, little_endian(std::uint16_t{8}))),
                  CheckpointError);
}

}  // namespace
}  // namespace resnext
