// SPDX-License-Identifier: Apache-2.0
#include "base/files/sha256.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

// FIPS 180-4's examples, as NIST publishes them.
constexpr const char* kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kMillionA =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST_CASE("SHA-256 matches NIST's digests, in one piece or in many", "[base]") {
  Sha256 hash;
  CHECK(hash.hex() == kEmpty);
  hash.update(bytes_of("ab"));
  CHECK(hash.hex() != kAbc);
  hash.update(bytes_of("c"));
  CHECK(hash.hex() == kAbc);
  CHECK(hash.hex() == kAbc);
  hash = Sha256();
  CHECK(hash.hex() == kEmpty);
}

TEST_CASE("a file's SHA-256 is read in pieces, and can be stopped", "[base]") {
  const ScratchFolder scratch;
  const auto file = scratch.write("a", std::string(1'000'000, 'a'));
  CHECK(sha256_of_file(file) == kMillionA);
  CHECK(sha256_of_file(scratch.write("empty", "")) == kEmpty);
  std::uint64_t read = 0;
  const auto big = scratch.write("big", std::string(3'000'000, 'b'));
  sha256_of_file(big, {}, [&read](std::uint64_t bytes) {
    CHECK(bytes > read);
    read = bytes;
  });
  CHECK(read == 3'000'000);
  CHECK_THROWS_AS(sha256_of_file(big, [] { return true; }), Cancelled);
}

TEST_CASE("an unreadable file is named in the error", "[base]") {
  CHECK_THROWS_WITH(sha256_of_file("/no/such.pth"),
                    Catch::Contains("/no/such.pth") && Catch::Contains("No such file"));
  CHECK_THROWS_AS(sha256_of_file("/tmp"), CheckpointError);
}

}  // namespace
}  // namespace resnext
