// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_zip.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/checkpoint_checks.h"
#include "support/torch_file_builder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

const std::string kSix = little_endian(std::vector<float>{1, 2, 3, 4, 5, 6});

CheckpointContents read(const std::string& file) { return read_torch_zip(as_bytes(file)); }

std::vector<ZipMember> members() {
  return torch_zip_members(state_dict_pickle({{.legacy = false}}), {{"0", kSix}});
}

TEST_CASE("a zip file's tensors are found", "[checkpoint]") {
  const std::string file = zip_file(
      torch_zip_members(state_dict_pickle({{.name = "z", .key = "1", .legacy = false},
                                           {.name = "a", .legacy = false}}),
                        {{"0", kSix}, {"1", std::string(24, '\0')}}),
      {.zip64 = GENERATE(false, true), .comment = GENERATE(as<std::string>{}, "", "PK\5\6")});
  const CheckpointContents contents = read(file);
  REQUIRE(contents.tensors.size() == 2);
  CHECK(contents.tensors[0].name == "z");
  CHECK(elements(contents.tensors[0].view) == std::vector<float>(6, 0));
  CHECK(elements(contents.tensors[1].view) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("a zip file cut anywhere is an error", "[checkpoint]") {
  const std::string file = zip_file(members(), {.zip64 = GENERATE(false, true)});
  check_every_cut(file, file.size(), [](auto bytes) { return read_torch_zip(bytes); });
  CHECK_THROWS_WITH(read(file.substr(0, file.size() / 2)), Contains("cut short"));
}

TEST_CASE("a zip file with any bit flipped is read or refused", "[checkpoint]") {
  check_every_flip(zip_file(members(), {.zip64 = GENERATE(false, true)}),
                   [](auto bytes) { return read_torch_zip(bytes); });
}

TEST_CASE("compressed and encrypted entries are refused as such", "[checkpoint]") {
  std::vector<ZipMember> entries = members();
  entries[2].method = 8;
  CHECK_THROWS_WITH(read(zip_file(entries)),
                    Contains("'archive/data/0' is compressed") && Contains("method 8"));
  entries = members();
  entries[0].flags |= 1U;
  CHECK_THROWS_WITH(read(zip_file(entries)), Contains("'archive/data.pkl' is encrypted"));
}

TEST_CASE("only little-endian zip files are read", "[checkpoint]") {
  std::vector<ZipMember> entries = members();
  entries[1].data = "big";
  CHECK_THROWS_WITH(read(zip_file(entries)), Contains("'big'"));
  entries.erase(entries.begin() + 1);  // older files have no byteorder
  CHECK_NOTHROW(read(zip_file(entries)));
}

TEST_CASE("the entries of a zip file must be those of torch.save", "[checkpoint]") {
  std::vector<ZipMember> entries = members();
  SECTION("a storage is missing") {
    entries.erase(entries.begin() + 2);
    CHECK_THROWS_WITH(read(zip_file(entries)), Contains("no entry 'archive/data/0'"));
  }
  SECTION("a storage has another size") {
    entries[2].data += "more";
    CHECK_THROWS_WITH(read(zip_file(entries)), Contains("28 bytes instead of 6 x f32"));
  }
  SECTION("no pickle") {
    entries.erase(entries.begin());
    CHECK_THROWS_WITH(read(zip_file(entries)), Contains("without a data.pkl"));
    CHECK_THROWS_WITH(read(zip_file({})), Contains("without a data.pkl"));
  }
  SECTION("two pickles") {
    entries.push_back({.name = "other/data.pkl", .data = "N."});
    CHECK_THROWS_WITH(read(zip_file(entries)), Contains("several torch.save files"));
  }
  SECTION("one name twice") {
    entries.push_back(entries[2]);
    CHECK_THROWS_WITH(read(zip_file(entries)), Contains("two entries named 'archive/data/0'"));
  }
  SECTION("a TorchScript program") {
    entries.push_back({.name = "archive/constants.pkl", .data = "N."});
    CHECK_THROWS_WITH(read(zip_file(entries)), Contains("TorchScript"));
  }
}

}  // namespace
}  // namespace resnext
