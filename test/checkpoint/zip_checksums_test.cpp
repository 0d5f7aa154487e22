// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip_checksums.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/checkpoint_checks.h"
#include "support/zip_builder.h"

namespace resnext {
namespace {

constexpr std::uint32_t kCheck = 0xCBF43926;  // the CRC-32 of "123456789", as zip defines it

TEST_CASE("members that differ from their CRC-32 are found", "[checkpoint]") {
  const std::string file = zip_file({{.name = "good", .data = "123456789", .crc32 = kCheck},
                                     {.name = "bad", .data = "123456780", .crc32 = kCheck},
                                     {.name = "empty"},
                                     {.name = "none", .data = "not computed", .crc32 = 0},
                                     {.name = "packed", .data = "x", .method = 8, .crc32 = 1}},
                                    {.zip64 = GENERATE(false, true)});
  const std::vector<DamagedMember> damaged = find_damaged_members(as_bytes(file));
  REQUIRE(damaged.size() == 1);
  CHECK(damaged[0].name == "bad");
  CHECK(damaged[0].recorded == kCheck);
  CHECK(damaged[0].computed != kCheck);
}

TEST_CASE("large members are checked in pieces, and that can be stopped", "[checkpoint]") {
  const std::string file =
      zip_file({{.name = "large", .data = std::string(5'000'000, 'x'), .crc32 = 1}});
  std::size_t read = 0;
  std::size_t pieces = 0;
  const auto count = [&](std::span<const std::byte> piece) {
    read += piece.size();
    ++pieces;
  };
  CHECK(find_damaged_members(as_bytes(file), count).size() == 1);
  CHECK(read == 5'000'000);
  CHECK(pieces == 5);
  CHECK_THROWS_AS(
      find_damaged_members(as_bytes(file), [](auto) { throw CheckpointError("stopped"); }),
      CheckpointError);
}

}  // namespace
}  // namespace resnext
