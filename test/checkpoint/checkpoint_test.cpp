// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/checkpoint.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>

#include "base/error.h"
#include "checkpoint/safetensors_writer.h"
#include "support/checkpoint_checks.h"
#include "support/scratch_folder.h"
#include "support/torch_file_builder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

const std::string kSix = little_endian(std::vector<float>{1, 2, 3, 4, 5, 6});

std::string safetensors_file(const std::string& header) {
  return little_endian(static_cast<std::uint64_t>(header.size())) + header + kSix;
}

const std::string kHeader = R"({"weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";

TEST_CASE("a file's content decides its format, not its name", "[checkpoint]") {
  const ScratchFolder folder;
  const auto [content, format, spelling] =
      GENERATE(table<std::string, CheckpointFormat, std::string>({
          {legacy_file(state_dict_pickle({{}}), {{"0", kSix}}), CheckpointFormat::kTorchLegacy,
           "torch-legacy"},
          {zip_file(torch_zip_members(state_dict_pickle({{}}), {{"0", kSix}})),
           CheckpointFormat::kTorchZip, "torch-zip"},
          {safetensors_file(kHeader), CheckpointFormat::kSafetensors, "safetensors"},
          // A header of 0x0280 bytes makes the file begin like a pickle of protocol 2.
          {safetensors_file(kHeader + std::string(640 - kHeader.size(), ' ')),
           CheckpointFormat::kSafetensors, "safetensors"},
      }));
  const std::string name = GENERATE(as<std::string>{}, "a.pth", "a.safetensors", "a.jpg", "a");
  const Checkpoint checkpoint = open_checkpoint(folder.write(name, content));
  CHECK(checkpoint.format() == format);
  CHECK(to_string(checkpoint.format()) == spelling);
  CHECK(checkpoint.file_size() == content.size());
  CHECK(checkpoint.path().filename() == name);
  REQUIRE(checkpoint.tensors().size() == 1);
  CHECK(elements(checkpoint.tensors()[0].view) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("tensors are found by name, also after a move", "[checkpoint]") {
  const ScratchFolder folder;
  Checkpoint first = open_checkpoint(folder.write(
      "a", legacy_file(state_dict_pickle({{.name = "module.a"}, {.name = "b"}}), {{"0", kSix}})));
  const TensorView* const view = first.find("a");
  const Checkpoint second = std::move(first);
  REQUIRE(second.find("a") != nullptr);
  CHECK(second.find("a") == view);
  CHECK(elements(*view).size() == 6);
  CHECK(second.find("module.a") == nullptr);
  CHECK(second.find("") == nullptr);
}

TEST_CASE("a file that is not a checkpoint is an error that says what it is", "[checkpoint]") {
  const ScratchFolder folder;
  const auto [content, message] = GENERATE(table<std::string, std::string>({
      {"", "the file is empty"},
      {"<!DOCTYPE html>\n<html>404</html>",
       "this is an HTML page, probably an error page of a download"},
      {"\xEF\xBB\xBF \n<HTML lang=en>{}", "this is an HTML page"},
      {"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "an XML text"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "a Git LFS pointer"},
      {"Not Found", "a text that begins with 'Not Found'"},
      {"{\"error\": \"gated\"}", "a text that begins with"},
      {"12345678{}", "a text that begins with"},
      {std::string(257, '\0') + "ustar  ", "PyTorch before 0.1.10"},
      {"\x1f\x8b\x08", "gunzip"},
      {"\x89HDF\r\n", "HDF5"},
      {std::string("\x93NUMPY\x01\0", 8), "NumPy"},
      {std::string(100, '\0'), "not a PyTorch or safetensors file"},
      {"\x80", "not a PyTorch or safetensors file"},
      {"\x80\x02}.", "a Python pickle that holds a dict"},
      {"PK\x03\x04", "no end record"},
  }));
  const std::filesystem::path path = folder.write("model.pth", content);
  CHECK_THROWS_WITH(open_checkpoint(path), StartsWith(path.string() + ": ") && Contains(message));
  CHECK_THROWS_AS(open_checkpoint(path), CheckpointError);
}

TEST_CASE("a path that is not a file is an error", "[checkpoint]") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(open_checkpoint(folder.path() / "none"),
                    Contains("none: there is no such file"));
  CHECK_THROWS_WITH(open_checkpoint(folder.path()), Contains("this is a directory"));
  const std::filesystem::path pipe = folder.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(open_checkpoint(pipe), Contains("not a regular file"));
  CHECK_THROWS_WITH(open_checkpoint(folder.write("file", "x") / "y"), Contains("can't be opened"));
}

TEST_CASE("tensor names must be text and unique without their prefixes", "[checkpoint]") {
  const ScratchFolder folder;
  const auto open = [&folder](const std::vector<TorchTensor>& tensors) {
    open_checkpoint(folder.write("a", legacy_file(state_dict_pickle(tensors), {{"0", kSix}})));
  };
  CHECK_THROWS_WITH(open({{.name = "a"}, {.name = "module.a"}}),
                    Contains("two tensors are named 'a'"));
  CHECK_THROWS_WITH(open({{.name = "a"}, {.name = "a"}}), Contains("two tensors are named 'a'"));
  CHECK_THROWS_WITH(open({{.name = "\xC0\x80"}}), Contains("'\\xc0\\x80' is not UTF-8"));
  CHECK_NOTHROW(open({{.name = "caf\xC3\xA9"}}));
}

/// This process' resident memory in bytes.
std::size_t resident() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t pages = 0;
  file >> total >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST_CASE("opening a file of many tensors can be stopped", "[checkpoint]") {
  const ScratchFolder folder;
  std::vector<TorchTensor> tensors;
  std::vector<TorchTensor> in_zip;
  std::vector<TensorDeclaration> declarations;
  for (int i = 0; i < 1000; ++i) {
    tensors.push_back({.name = std::to_string(i)});
    in_zip.push_back({.name = std::to_string(i), .legacy = false});
    declarations.push_back({std::to_string(i), DType::kF32, {0}});
  }
  const std::filesystem::path named = folder.path() / "c.safetensors";
  SafetensorsWriter writer(named, declarations);
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    writer.append({});
  }
  writer.finish();
  const std::string legacy = legacy_file(state_dict_pickle(tensors), {{"0", kSix}});
  const std::string zip = zip_file(torch_zip_members(state_dict_pickle(in_zip), {{"0", kSix}}));
  for (const std::filesystem::path& path :
       {folder.write("a.pth", legacy), folder.write("b.pth", zip), named}) {
    CAPTURE(path);
    CHECK(open_checkpoint(path, [] { return false; }).tensors().size() == 1000);
    CHECK_THROWS_AS(open_checkpoint(path, [] { return true; }), Cancelled);
    CHECK_THROWS_WITH(open_checkpoint(path, [] { return true; }),
                      path.string() + ": stopped while it was opened");
  }
}

TEST_CASE("released tensors leave the memory and can be read again", "[checkpoint]") {
  constexpr std::int64_t kCount = std::int64_t{16} << 20;  // 64 MiB
  const ScratchFolder folder;
  const std::filesystem::path path = folder.path() / "a";
  {
    const std::vector<float> ones(kCount, 1);
    SafetensorsWriter writer(path, {{"first", DType::kF32, {3}}, {"a", DType::kF32, {kCount}}});
    writer.append(std::as_bytes(std::span(ones).first(3)));
    writer.append(std::as_bytes(std::span(ones)));
    writer.finish();
  }
  const Checkpoint checkpoint = open_checkpoint(path);
  const TensorView& view = *checkpoint.find("a");
  checkpoint.prefetch(view);
  const auto read = [&view] {
    const auto* const bytes = reinterpret_cast<const volatile unsigned char*>(view.data);
    std::size_t sum = 0;
    for (std::int64_t i = 0; i < kCount * 4; i += 4096) {
      sum += bytes[i];
    }
    return sum;
  };
  const std::size_t before = resident();
  const std::size_t sum = read();
  CHECK(resident() > before + (std::size_t{48} << 20));
  checkpoint.release(view);
  CHECK(resident() < before + (std::size_t{16} << 20));
  CHECK(read() == sum);
  CHECK(elements(*checkpoint.find("first")) == std::vector<float>{1, 1, 1});
}

TEST_CASE("hints for empty and overlapping tensors are harmless", "[checkpoint]") {
  const ScratchFolder folder;
  const Checkpoint checkpoint = open_checkpoint(folder.write(
      "a", legacy_file(
               state_dict_pickle({{}, {.name = "none", .offset = 6, .shape = {0}, .stride = {1}}}),
               {{"0", kSix}})));
  for (const NamedTensor& tensor : checkpoint.tensors()) {
    checkpoint.prefetch(tensor.view);
    checkpoint.release(tensor.view);
  }
  CHECK(elements(*checkpoint.find("weight")) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("a file that PyTorch wrote is read", "[checkpoint]") {
  const std::filesystem::path path =
      std::filesystem::path(RESNEXT_SOURCE_DIR) / "../shared/demo-model/resnext20_16x4d_tiny.pth";
  if (!std::filesystem::exists(path)) {
    std::cout << "SKIPPED: " << path << " is not there\n";
    return;
  }
  const Checkpoint checkpoint = open_checkpoint(path);
  CHECK(checkpoint.format() == CheckpointFormat::kTorchLegacy);
  std::int64_t parameters = 0;
  for (const NamedTensor& tensor : checkpoint.tensors()) {
    if (tensor.name.ends_with(".weight") || tensor.name.ends_with(".bias")) {
      parameters += tensor.view.size();
    }
  }
  CHECK(parameters == 6'758'408);
  CHECK(checkpoint.tensors().front().name == "conv1.weight");
  CHECK(checkpoint.tensors().back().name == "fc.bias");
  CHECK(checkpoint.find("layer3.2.conv2.weight")->shape == Shape{256, 16, 3, 3});
  CHECK(checkpoint.find("bn1.num_batches_tracked")->dtype == DType::kI64);
}

}  // namespace
}  // namespace resnext
