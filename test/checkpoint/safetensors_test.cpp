// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/checkpoint_checks.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

std::string file_with(const std::string& header, const std::string& data = {}) {
  return little_endian(static_cast<std::uint64_t>(header.size())) + header + data;
}

CheckpointContents read(const std::string& file) { return read_safetensors(as_bytes(file)); }

const std::string kSix = little_endian(std::vector<float>{1, 2, 3, 4, 5, 6});
const std::string kHeader =
    R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},)"
    R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";

TEST_CASE("a safetensors file's tensors are found in the header's order", "[checkpoint]") {
  const std::string file = file_with(kHeader + "   ", kSix);
  const CheckpointContents contents = read(file);
  REQUIRE(contents.tensors.size() == 2);
  CHECK(contents.tensors[0].name == "b");
  CHECK(contents.tensors[0].view.shape == Shape{2, 2});
  CHECK(elements(contents.tensors[0].view) == std::vector<float>{3, 4, 5, 6});
  CHECK(elements(contents.tensors[1].view) == std::vector<float>{1, 2});
  CHECK(contents.metadata == std::map<std::string, std::string>{{"format", "pt"}});
}

TEST_CASE("every dtype of a safetensors file is read with its element size", "[checkpoint]") {
  const auto [name, dtype] = GENERATE(table<std::string, DType>({
      {"F32", DType::kF32},
      {"F16", DType::kF16},
      {"BF16", DType::kBF16},
      {"F64", DType::kF64},
      {"I64", DType::kI64},
      {"I32", DType::kI32},
      {"I16", DType::kI16},
      {"I8", DType::kI8},
      {"U8", DType::kU8},
      {"BOOL", DType::kBool},
  }));
  const std::string size = std::to_string(size_of(dtype));
  const CheckpointContents contents = read(
      file_with(R"({"x":{"dtype":")" + name + R"(","shape":[],"data_offsets":[0,)" + size + "]}}",
                std::string(size_of(dtype), '\0')));
  CHECK(contents.tensors.at(0).view.dtype == dtype);
  CHECK(contents.tensors.at(0).view.shape.empty());
}

TEST_CASE("an unsupported dtype is named with its tensor", "[checkpoint]") {
  CHECK_THROWS_WITH(
      read(file_with(R"({"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", "x")),
      Contains("'x'") && Contains("'F8_E4M3'"));
}

TEST_CASE("prefixes are stripped in safetensors files too", "[checkpoint]") {
  const std::string file = file_with(replaced(kHeader, "\"b\"", "\"module.b\""), kSix);
  CHECK(read(file).tensors.at(0).name == "b");
}

TEST_CASE("empty tensors may stand anywhere between others", "[checkpoint]") {
  const std::string file = file_with(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                                     R"("none":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},)"
                                     R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                                     kSix.substr(0, 8));
  CHECK(elements(read(file).tensors.at(1).view).empty());
  CHECK(elements(read(file).tensors.at(2).view).size() == 1);
}

TEST_CASE("a safetensors file cut anywhere is an error", "[checkpoint]") {
  const std::string file = file_with(kHeader, kSix);
  check_every_cut(file, file.size(), [](auto bytes) { return read_safetensors(bytes); });
  CHECK_THROWS_WITH(read(file.substr(0, file.size() - 1)),
                    Contains("take 24 bytes") && Contains("has 23"));
  CHECK_THROWS_WITH(read(file + "x"), Contains("take 24 bytes") && Contains("has 25"));
}

TEST_CASE("a safetensors file with any bit flipped is read or refused", "[checkpoint]") {
  check_every_flip(file_with(kHeader, kSix), [](auto bytes) { return read_safetensors(bytes); });
}

TEST_CASE("a header's length must fit the format's limit and the file", "[checkpoint]") {
  const auto with_length = [](std::uint64_t length) {
    return little_endian(length) + kHeader + kSix;
  };
  CHECK_THROWS_WITH(read(with_length(100'000'001)), Contains("more than the format's 100000000"));
  CHECK_THROWS_WITH(read(with_length(UINT64_MAX)), Contains("18446744073709551615"));
  CHECK_THROWS_WITH(read(with_length(100'000'000)), Contains("cut short"));
  CHECK_THROWS_AS(read(with_length(0)), CheckpointError);
}

TEST_CASE("a malformed header says what is wrong with it", "[checkpoint]") {
  const std::string tensor = R"("x":{"dtype":"F32","shape":[6],"data_offsets":[0,24]})";
  const auto [header, message] = GENERATE_COPY(table<std::string, std::string>({
      {" {" + tensor + "}", "does not begin with '{'"},
      {"{" + tensor + "}x", "not JSON"},
      {"{" + tensor, "not JSON"},
      {"{" + tensor + "," + tensor + "}", "'x' is there twice"},
      {R"({"__metadata__":{},"__metadata__":{},)" + tensor + "}", "'__metadata__' is there twice"},
      {R"({"__metadata__":{"a":"1","a":"2"},)" + tensor + "}", "'a' twice"},
      {R"({"__metadata__":{"a":1},)" + tensor + "}", "the number 1 in __metadata__"},
      {R"({"__metadata__":{"a":{}},)" + tensor + "}", "an object inside __metadata__"},
      {R"({"__metadata__":[],)" + tensor + "}", "a list in"},
      {R"({"__metadata__":null})", "null in"},
      {R"({"x":1})", "the number 1 in the place of tensor 'x'"},
      {R"({"x":"text"})", "the text 'text' in the place of tensor 'x'"},
      {R"({"x":{}})", "needs dtype, shape and data_offsets"},
      {R"({"x":{"dtype":"F32","shape":[6]}})", "needs dtype, shape and data_offsets"},
      {R"({"x":{"dtype":"F32","shape":[6],"data_offsets":[0,24],"more":1}})",
       "unknown field 'more'"},
      {R"({"x":{"dtype":"F32","dtype":"F32"}})", "field 'dtype' twice"},
      {R"({"x":{"dtype":["F32"]}})", "a list in tensor 'x'"},
      {R"({"x":{"dtype":7}})", "the number 7 in tensor 'x'"},
      {R"({"x":{"shape":6}})", "the number 6 in tensor 'x'"},
      {R"({"x":{"shape":"6"}})", "the text '6' in tensor 'x'"},
      {R"({"x":{"shape":[-6]}})", "the number -6 in tensor 'x'"},
      {R"({"x":{"shape":[6.0]}})", "the number '6.0' in tensor 'x'"},
      {R"({"x":{"shape":[6e0]}})", "the number '6e0' in tensor 'x'"},
      {R"({"x":{"shape":[18446744073709551616]}})", "in tensor 'x'"},
      {R"({"x":{"shape":[9223372036854775808]}})", "too large"},
      {R"({"x":{"shape":[[6]]}})", "a list in tensor 'x'"},
      {R"({"x":{"shape":[true]}})", "a boolean in tensor 'x'"},
      {R"({"x":{"data_offsets":[0]}})", "not [begin, end]"},
      {R"({"x":{"data_offsets":[0,1,2]}})", "not [begin, end]"},
      {R"({"x":{"data_offsets":[2,1]}})", "not [begin, end]"},
      {R"({"x":{"dtype":"F32","shape":{}}})", "an object inside tensor 'x'"},
      {"{\"\xff\":1}", "not JSON"},
      {"{}", "holds no tensors"},
      {R"({"__metadata__":{}})", "holds no tensors"},
  }));
  CAPTURE(header);
  CHECK_THROWS_WITH(read(file_with(header, kSix)), Contains(message));
}

TEST_CASE("a header that nests deeply is refused at once", "[checkpoint]") {
  const std::string deep(1'000'000, GENERATE('[', '{'));
  CHECK_THROWS_AS(read(file_with("{\"x\":" + deep)), CheckpointError);
  std::string many = "1";
  for (int i = 0; i < 64; ++i) {
    many += ",1";
  }
  CHECK_THROWS_WITH(read(file_with(R"({"x":{"shape":[)" + many + "]}}")),
                    Contains("more than 64 numbers"));
}

TEST_CASE("offsets must cover the data without holes or overlaps", "[checkpoint]") {
  const auto [from, to] = GENERATE(table<std::string, std::string>({
      {"[8,24]", "[4,20]"},                  // overlap, and bytes left over
      {"[8,24]", "[9,25]"},                  // hole, and outside
      {"[0,8]", "[4,12]"},                   // does not begin at 0
      {"[0,8]", "[8,16]"},                   // two at one place
      {"[0,8]", "[0,7]"},                    // not the shape's size
      {"[2,2]", "[2,3]"},                    // not the offsets' size
      {"[2,2]", "[4611686018427387904,4]"},  // product of 2^64
      {"[2,2]", "[4611686018427387904,4611686018427387904,0]"},
      {"[2,2]", "[4611686018427387908]"},  // 2^64 + 16 bytes
      {"[8,24]", "[8,9223372036854775807]"},
  }));
  CAPTURE(from, to);
  CHECK_THROWS_AS(read(file_with(replaced(kHeader, from, to), kSix)), CheckpointError);
}

TEST_CASE("an empty tensor's other extents are bounded too", "[checkpoint]") {
  const std::string huge = "[4611686018427387904,4611686018427387904,0]";
  CHECK_THROWS_WITH(
      read(file_with(R"({"x":{"dtype":"F32","shape":)" + huge + R"(,"data_offsets":[0,0]}})")),
      Contains("tensor 'x'"));
}

}  // namespace
}  // namespace resnext
