// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_legacy.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/checkpoint_checks.h"
#include "support/torch_file_builder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

const std::string kSix = little_endian(std::vector<float>{1, 2, 3, 4, 5, 6});

CheckpointContents read(const std::string& file) { return read_torch_legacy(as_bytes(file)); }

TEST_CASE("a legacy file's tensors are found in the dict's order", "[checkpoint]") {
  // Storages are in the order of their keys, which differs from the dict's.
  const std::string file =
      legacy_file(state_dict_pickle({{.name = "z", .key = "9"}, {.name = "a", .key = "10"}}),
                  {{"10", kSix}, {"9", little_endian(std::vector<float>{6, 5, 4, 3, 2, 1})}});
  const CheckpointContents contents = read(file);
  REQUIRE(contents.tensors.size() == 2);
  CHECK(contents.tensors[0].name == "z");
  CHECK(contents.tensors[0].view.dtype == DType::kF32);
  CHECK(contents.tensors[0].view.shape == Shape{2, 3});
  CHECK(elements(contents.tensors[0].view) == std::vector<float>{6, 5, 4, 3, 2, 1});
  CHECK(contents.tensors[1].name == "a");
  CHECK(elements(contents.tensors[1].view) == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(contents.metadata.empty());
}

TEST_CASE("tensors may be transposed, offset, shared and parameters", "[checkpoint]") {
  const std::string file = legacy_file(
      state_dict_pickle({{.name = "whole", .parameter = true},
                         {.name = "transposed", .shape = {3, 2}, .stride = {1, 3}},
                         {.name = "part", .offset = 4, .shape = {2}, .stride = {1}},
                         {.name = "expanded", .offset = 1, .shape = {3}, .stride = {0}},
                         {.name = "scalar", .offset = 5, .shape = {}, .stride = {}},
                         {.name = "empty", .offset = 6, .shape = {0, 9}, .stride = {9, 1}}}),
      {{"0", kSix}});
  const CheckpointContents contents = read(file);
  REQUIRE(contents.tensors.size() == 6);
  CHECK(elements(contents.tensors[0].view) == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(elements(contents.tensors[1].view) == std::vector<float>{1, 4, 2, 5, 3, 6});
  CHECK(elements(contents.tensors[2].view) == std::vector<float>{5, 6});
  CHECK(elements(contents.tensors[3].view) == std::vector<float>{2, 2, 2});
  CHECK(elements(contents.tensors[4].view) == std::vector<float>{6});
  CHECK(elements(contents.tensors[5].view).empty());
}

TEST_CASE("every storage type is read with its element size", "[checkpoint]") {
  const auto [type, dtype] = GENERATE(table<std::string, DType>({
      {"FloatStorage", DType::kF32},
      {"HalfStorage", DType::kF16},
      {"BFloat16Storage", DType::kBF16},
      {"DoubleStorage", DType::kF64},
      {"LongStorage", DType::kI64},
      {"IntStorage", DType::kI32},
      {"ShortStorage", DType::kI16},
      {"CharStorage", DType::kI8},
      {"ByteStorage", DType::kU8},
      {"BoolStorage", DType::kBool},
  }));
  const std::size_t size = size_of(dtype);
  const CheckpointContents contents = read(
      legacy_file(state_dict_pickle({{.type = type}}), {{"0", std::string(6 * size, '\1')}}, size));
  CHECK(contents.tensors.at(0).view.dtype == dtype);
}

TEST_CASE("a storage that is part of another is read", "[checkpoint]") {
  const TorchTensor tensor = {.shape = {2}, .stride = {1}, .view_metadata = {3, 2}};
  const std::string file = legacy_file(state_dict_pickle({tensor}), {{"0", kSix}});
  const CheckpointContents contents = read(file);
  CHECK(elements(contents.tensors.at(0).view) == std::vector<float>{4, 5});
  const std::vector<std::int64_t> view =
      GENERATE(values<std::vector<std::int64_t>>({{5, 2}, {-1, 2}, {0, -1}, {7, 0}, {3, 1}}));
  const TorchTensor outside = {.shape = {2}, .stride = {1}, .view_metadata = view};
  CHECK_THROWS_AS(read(legacy_file(state_dict_pickle({outside}), {{"0", kSix}})), CheckpointError);
}

TEST_CASE("a legacy file cut anywhere is an error", "[checkpoint]") {
  const std::string file = legacy_file(state_dict_pickle({{}}), {{"0", kSix}});
  check_every_cut(file, file.size(), [](auto bytes) { return read_torch_legacy(bytes); });
  CHECK_THROWS_WITH(read(file.substr(0, file.size() - 1)),
                    Contains("24 bytes are expected") && Contains("23 are there"));
  CHECK_NOTHROW(read(file + "trailing"));  // as PyTorch does
}

TEST_CASE("a legacy file with any bit flipped is read or refused", "[checkpoint]") {
  check_every_flip(legacy_file(state_dict_pickle({{}}), {{"0", kSix}}),
                   [](auto bytes) { return read_torch_legacy(bytes); });
}

TEST_CASE("storages of a legacy file must match what tensors expect", "[checkpoint]") {
  const std::string one = state_dict_pickle({{}});
  CHECK_THROWS_WITH(read(legacy_file(one, {{"0", kSix.substr(4)}})),
                    Contains("5 elements") && Contains("expect 6"));
  CHECK_THROWS_WITH(read(legacy_file(one, {})), Contains("'0'") && Contains("not in the file"));
  CHECK_THROWS_WITH(read(legacy_file(one, {{"0", kSix}, {"0", kSix}})), Contains("twice"));
  CHECK_THROWS_WITH(read(legacy_file(one, {{"1", kSix}})), Contains("no tensor uses it"));
  CHECK_THROWS_WITH(
      read(legacy_file(state_dict_pickle({{}, {.name = "b", .numel = 7}}), {{"0", kSix}})),
      Contains("declared"));
  CHECK_THROWS_WITH(read(legacy_file(state_dict_pickle({{}, {.name = "b", .type = "HalfStorage"}}),
                                     {{"0", kSix}})),
                    Contains("6 x f32 and again as 6 x f16"));
}

TEST_CASE("a storage's claimed size allocates nothing", "[checkpoint]") {
  const std::int64_t numel = GENERATE(std::int64_t{1} << 40, std::int64_t{1} << 62, INT64_MAX);
  std::string file = legacy_file(state_dict_pickle({{.numel = numel}}), {{"0", kSix}});
  file.replace(file.size() - 32, 8, little_endian(numel));
  CHECK_THROWS_WITH(read(file), Contains("cut short") || Contains("impossibly large"));
  CHECK_THROWS_WITH(read(legacy_file(state_dict_pickle({{.numel = -1}}), {{"0", kSix}})),
                    Contains("-1 elements"));
}

TEST_CASE("pickles that torch.save did not write are refused", "[checkpoint]") {
  const std::string one = state_dict_pickle({{}});
  CHECK_THROWS_WITH(read(PickleBuilder().proto().empty_dict().stop()),
                    Contains("a Python pickle that holds a dict"));
  CHECK_THROWS_WITH(read(legacy_file(one, {{"0", kSix}}, 4,
                                     {.protocol = PickleBuilder().proto().integer(7).stop()})),
                    Contains("protocol is 7 instead of 1001"));
  CHECK_THROWS_WITH(read(legacy_file(one, {{"0", kSix}}, 4, {.little_endian = false})),
                    Contains("big-endian"));
  const std::string module =
      PickleBuilder().mark().text("module").none().tuple().persistent_id().stop();
  CHECK_THROWS_WITH(read(legacy_file(module, {})), Contains("whole pickled model"));
}

}  // namespace
}  // namespace resnext
