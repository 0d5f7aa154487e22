// SPDX-License-Identifier: Apache-2.0
#include "base/files/hash_record.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "hub/inventory.h"
#include "hub/tensor_file.h"
#include "models/registry.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

Environment home_at(const fs::path& home) {
  return [home](const char* name) -> std::optional<std::string> {
    return std::string(name) == "HOME" ? std::optional(home.string()) : std::nullopt;
  };
}

TEST_CASE("a record holds as long as the file is the same", "[hub]") {
  const ScratchFolder scratch;
  const HashRecord record = verified_record(home_at(scratch.path()));
  CHECK(record.path() == scratch.path() / ".cache/resnext-classify/verified.json");
  const fs::path file = scratch.write("a.pth", "12345");
  CHECK_FALSE(record.find(file).has_value());
  CHECK(record.add(HashRecord::stamp(file).value(), "abc"));
  CHECK(record.find(file) == "abc");
  CHECK(verified_record(home_at(scratch.path())).find(file) == "abc");

  fs::create_symlink(file, scratch.path() / "link.pth");
  CHECK(record.find(scratch.path() / "link.pth") == "abc");

  fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
  CHECK_FALSE(record.find(file).has_value());
  record.add(HashRecord::stamp(file).value(), "abc");
  const auto time = fs::last_write_time(file);
  scratch.write("a.pth", "123456");
  fs::last_write_time(file, time);
  CHECK_FALSE(record.find(file).has_value());
}

TEST_CASE("a damaged record counts as empty, however deeply it is nested", "[hub]") {
  constexpr std::size_t kLevels = 300'000;
  const HashRecord::Stamp stamp = {"/a.pth", {1, 2, 3, 4}};
  const std::string version = R"({"inode":1,"size":2,"modified":3,"changed":4})";
  const auto record = [](const std::string& entry) {
    return R"({"version":1,"files":{"/a.pth":)" + entry + "}}";
  };
  CHECK(HashRecord::find_in(record(R"({"file":)" + version + R"(,"sha256":"ab"})"), stamp) == "ab");
  const std::string deep = std::string(kLevels, '[') + std::string(kLevels, ']');
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string(R"({"version":1,"files":7})"), record(deep),
        record(R"({"file":)" + deep + "}"),
        record(R"({"file":)" + version + R"(,"sha256":)" + deep + "}")}) {
    CHECK_FALSE(HashRecord::find_in(text, stamp).has_value());
  }
}

TEST_CASE("a file changed under an unchanged modification time counts as another file", "[hub]") {
  const ScratchFolder scratch;
  const HashRecord record(scratch.path() / "hashes.json");
  const fs::path file = scratch.write("a.pth", "12345");
  const auto time = fs::last_write_time(file);
  record.add(HashRecord::stamp(file).value(), "abc");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // lets the kernel's clock tick
  scratch.write("a.pth", "54321");
  fs::last_write_time(file, time);
  CHECK_FALSE(record.find(file).has_value());
}

TEST_CASE("files that failed or are gone are forgotten", "[hub]") {
  const ScratchFolder scratch;
  const HashRecord record = verified_record(home_at(scratch.path()));
  const fs::path a = scratch.write("a.pth", "1");
  const fs::path b = scratch.write("b.pth", "2");
  record.add(HashRecord::stamp(a).value(), "aa");
  record.add(HashRecord::stamp(b).value(), "bb");
  CHECK(record.remove(a));
  CHECK_FALSE(record.find(a).has_value());
  CHECK(record.find(b) == "bb");
  fs::remove(b);
  record.add(HashRecord::stamp(a).value(), "aa");
  std::ifstream stream(record.path());
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  CHECK_THAT(text, !Catch::Contains("b.pth"));
}

TEST_CASE("a record that is damaged, foreign or inaccessible counts as empty", "[hub]") {
  const ScratchFolder scratch;
  const HashRecord record = verified_record(home_at(scratch.path()));
  const fs::path file = scratch.write("a.pth", "1");
  for (const char* text :
       {"", "{", "[]", "{\"version\": 2, \"files\": {}}", "{\"version\": 1, \"files\": [1]}",
        "{\"version\": 1, \"files\": {\"/x\": 3}}", "null"}) {
    scratch.write(".cache/resnext-classify/verified.json", text);
    CHECK_FALSE(record.find(file).has_value());
    CHECK(record.add(HashRecord::stamp(file).value(), "abc"));
    CHECK(record.find(file) == "abc");
  }
  const HashRecord nowhere = verified_record(home_at(file));  // a file where the folder should be
  CHECK_FALSE(nowhere.add(HashRecord::stamp(file).value(), "abc"));
  CHECK_FALSE(nowhere.find(file).has_value());
}

TEST_CASE("a record is written beside the user's files and not through a link", "[hub]") {
  const ScratchFolder scratch;
  const HashRecord record(scratch.path() / "hashes.json");
  const fs::path file = scratch.write("a.pth", "1");
  const fs::path victim = scratch.write("victim", "precious");
  const auto content = [](const fs::path& path) {
    std::ifstream stream(path);
    return std::string{std::istreambuf_iterator<char>(stream), {}};
  };
  fs::create_symlink(victim, scratch.path() / "hashes.json.tmp");
  CHECK(record.add(HashRecord::stamp(file).value(), "abc"));
  CHECK(content(victim) == "precious");
  fs::remove(record.path());
  fs::create_symlink(victim, record.path());
  CHECK_FALSE(record.add(HashRecord::stamp(file).value(), "abc"));
  CHECK(content(victim) == "precious");
}

TEST_CASE("concurrent writers lose no entries", "[hub]") {
  const ScratchFolder scratch;
  const HashRecord record = verified_record(home_at(scratch.path()));
  std::vector<fs::path> files;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    files.push_back(scratch.write(std::to_string(i) + ".pth", "x"));
  }
  for (const fs::path& file : files) {
    threads.emplace_back(
        [&record, &file] { record.add(HashRecord::stamp(file).value(), file.stem().string()); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const fs::path& file : files) {
    CHECK(record.find(file) == file.stem().string());
  }
}

TEST_CASE("the inventory tells which weights are present", "[hub]") {
  const ScratchFolder scratch;
  const Environment environment = home_at(scratch.path());
  std::vector<ModelConfig> models;
  for (const char* id : {"resnet50", "ig_resnext101_32x8d", "resnet101", "resnet152"}) {
    models.push_back(find_builtin_model(id).value());
  }
  const fs::path checkpoints = torch_hub_checkpoints(environment);
  fs::create_directories(checkpoints);
  const fs::path file =
      write_tensors(checkpoints / models[0].weights.file, {f32_tensor("a", {1, 2})});
  scratch.write(fs::path(".cache/torch/hub/checkpoints") / (models[1].weights.file + ".part"),
                "12345");
  scratch.write(fs::path(".cache/torch/hub/checkpoints") / models[2].weights.file, "<html>");
  const HashRecord record = verified_record(environment);
  record.add(HashRecord::stamp(file).value(), "abc");

  const std::vector<WeightsEntry> entries = list_weights(models, environment);
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].found->path == file);
  CHECK(entries[0].found->origin == "torch.hub cache");
  CHECK(entries[0].format == "safetensors");
  CHECK(entries[0].bytes == fs::file_size(file));
  CHECK(entries[0].sha256 == "abc");
  CHECK(entries[1].id == "resnet101");
  CHECK(entries[1].found.has_value());
  CHECK(entries[1].format.empty());
  CHECK_THAT(entries[1].problem, Catch::Contains(models[2].weights.file));
  CHECK(entries[2].id == "ig_resnext101_32x8d");
  CHECK_FALSE(entries[2].found.has_value());
  CHECK(entries[2].partial_bytes == 5);
  CHECK(entries[2].published_bytes == 356056638);
  CHECK_FALSE(entries[3].found.has_value());
  CHECK_FALSE(entries[3].partial_bytes.has_value());
}

}  // namespace
}  // namespace resnext
