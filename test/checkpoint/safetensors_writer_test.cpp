// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors_writer.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/error.h"
#include "checkpoint/checkpoint.h"
#include "support/checkpoint_checks.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder),
                                                std::filesystem::directory_iterator()));
}

TEST_CASE("a written safetensors file can be read back", "[checkpoint]") {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.path() / "out.safetensors";
  SafetensorsWriter writer(path,
                           {{"conv1.weight", DType::kF32, {2, 1}},
                            {"half \"quoted\" \xC3\xA9", DType::kBF16, {3}},
                            {"counter", DType::kI64, {}},
                            {"none", DType::kF16, {0, 4}}},
                           {{"format", "pt"}, {"model", "resnext"}});
  const std::string weight = little_endian(std::vector<float>{0.5F, -2});
  const std::string half = little_endian(std::vector<std::uint16_t>{0x3F80, 0x4000, 0xC040});
  writer.append(as_bytes(weight));
  writer.append(as_bytes(half));
  writer.append(as_bytes(little_endian(std::int64_t{7})));
  writer.append({});
  CHECK(!std::filesystem::exists(path));
  writer.finish();
  const Checkpoint checkpoint = open_checkpoint(path);
  CHECK(checkpoint.format() == CheckpointFormat::kSafetensors);
  CHECK(checkpoint.metadata().at("model") == "resnext");
  REQUIRE(checkpoint.tensors().size() == 4);
  CHECK(elements(checkpoint.tensors()[0].view) == std::vector<float>{0.5F, -2});
  CHECK(checkpoint.tensors()[1].name == "half \"quoted\" \xC3\xA9");
  CHECK(elements(checkpoint.tensors()[1].view) == std::vector<float>{1, 2, -3});
  CHECK(elements(checkpoint.tensors()[2].view) == std::vector<float>{7});
  CHECK(files_in(folder.path()) == 1);
  const auto address = reinterpret_cast<std::uintptr_t>(checkpoint.tensors()[0].view.data);
  CHECK(address % 8 == 0);
}

TEST_CASE("the header of a safetensors file is compact JSON in the given order", "[checkpoint]") {
  const std::string header = make_safetensors_header(
      std::vector<TensorDeclaration>{{"z", DType::kF32, {2, 1}},
                                     {"a \"b\" \xC3\xA9\x1B", DType::kBF16, {3}},
                                     {"\\", DType::kI64, {}}},
      {{"m", "\n"}, {"format", "pt"}}, 8);
  const std::string json = header.substr(8);
  CHECK(json.substr(0, json.find_last_not_of(' ') + 1) ==
        R"({"__metadata__":{"format":"pt","m":"\n"},)"
        R"("z":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
        "\"a \\\"b\\\" \xC3\xA9\\u001b\":"
        R"({"dtype":"BF16","shape":[3],"data_offsets":[8,14]},)"
        R"("\\":{"dtype":"I64","shape":[],"data_offsets":[14,22]}})");
}

TEST_CASE("an unfinished safetensors file leaves the old one untouched", "[checkpoint]") {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("out.safetensors", "precious");
  {
    SafetensorsWriter writer(path, {{"a", DType::kF32, {1}}});
    CHECK_THROWS_AS(writer.finish(), std::logic_error);
  }
  CHECK(content(path) == "precious");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a full disk is an error and leaves nothing behind", "[checkpoint]") {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.write("out.safetensors", "precious");
  const std::string data(100'000, '\0');
  rlimit before = {};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
  {
    SafetensorsWriter writer(path, {{"a", DType::kF32, {25'000}}});
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK_THROWS_AS(writer.append(as_bytes(data)), OutputError);
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(content(path) == "precious");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("an unwritable place is an error before any tensor is written", "[checkpoint]") {
  const ScratchFolder folder;
  CHECK_THROWS_AS(SafetensorsWriter(folder.path(), {}), OutputError);
  CHECK_THROWS_WITH(SafetensorsWriter(folder.path() / "missing" / "out", {}),
                    Contains("missing/out") && Contains("No such file"));
}

TEST_CASE("a safetensors file is not written in place of a pipe", "[checkpoint]") {
  const ScratchFolder folder;
  const std::filesystem::path pipe = folder.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(SafetensorsWriter(pipe, {}), Contains("not a regular file"));
  CHECK(std::filesystem::is_fifo(pipe));
}

TEST_CASE("the writer is held to what it declared", "[checkpoint]") {
  const ScratchFolder folder;
  const std::filesystem::path path = folder.path() / "out";
  SafetensorsWriter writer(path, {{"a", DType::kF32, {2}}});
  CHECK_THROWS_AS(writer.append(as_bytes("1234")), std::invalid_argument);
  writer.append(as_bytes("12345678"));
  CHECK_THROWS_AS(writer.append(as_bytes("12345678")), std::invalid_argument);
  using Names = std::vector<TensorDeclaration>;
  CHECK_THROWS_AS(SafetensorsWriter(path, Names{{"a", DType::kF32, {}}, {"a", DType::kF32, {}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(SafetensorsWriter(path, Names{{"\xFF", DType::kF32, {}}}), std::invalid_argument);
  CHECK_THROWS_AS(SafetensorsWriter(path, Names{{"__metadata__", DType::kF32, {}}}),
                  std::invalid_argument);
}

}  // namespace
}  // namespace resnext
