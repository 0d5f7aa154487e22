// SPDX-License-Identifier: Apache-2.0
#include "base/files/mapping_registry.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files/mapped_file.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

TEST_CASE("a mapped file is found by an address until it is unmapped", "[base]") {
  const ScratchFolder scratch;
  const auto path = scratch.write("a\x1B[31m.pth", std::string(5000, 'x'));
  const std::byte* begin = nullptr;
  {
    MappedFile file(path);
    begin = file.bytes().data();
    CHECK(mapped_file_at(begin) == scratch.path().string() + "/a?[31m.pth");
    CHECK(mapped_file_at(begin + 4999) != nullptr);
    CHECK(mapped_file_at(begin + 5000) == nullptr);
    const MappedFile moved = std::move(file);
    CHECK(mapped_file_at(moved.bytes().data()) != nullptr);
  }
  CHECK(mapped_file_at(begin) == nullptr);
}

TEST_CASE("more mappings than the registry has room for do no harm", "[base]") {
  const ScratchFolder scratch;
  const auto path = scratch.write("many", "x");
  std::vector<MappedFile> files;
  for (int i = 0; i < 100; ++i) {
    files.emplace_back(path);
  }
  CHECK(mapped_file_at(files.front().bytes().data()) != nullptr);
  CHECK(mapped_file_at(files.back().bytes().data()) == nullptr);
  files.clear();
  const MappedFile last(path);
  CHECK(mapped_file_at(last.bytes().data()) == path.string());
}

}  // namespace
}  // namespace resnext
