// SPDX-License-Identifier: Apache-2.0
#include "base/files/installation.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <catch2/catch.hpp>

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a program's files lie beside its folder, or where they were to be installed",
          "[installation]") {
  const fs::path program = fs::read_symlink("/proc/self/exe");
  CHECK(own_binary() == program);
  const std::vector<fs::path> roots = installation_roots();
  REQUIRE(!roots.empty());
  CHECK(roots.front() == program.parent_path().parent_path());
  const fs::path further = roots.front().parent_path();  // for a library in lib/x86_64-linux-gnu
  CHECK(std::find(roots.begin(), roots.end(), further) == roots.end());
}

}  // namespace
}  // namespace resnext
