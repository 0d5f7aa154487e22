// SPDX-License-Identifier: Apache-2.0
#include "base/files/installation.h"

#include <algorithm>

#include <fmt/format.h>

#include <dlfcn.h>
#include <link.h>

#include "base/error.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const char kInThisFile = 0;

/// Returns the shared library that this code was loaded from; empty for a program.
fs::path own_library() {
  Dl_info unused;
  link_map* map = nullptr;
  const bool found =
      ::dladdr1(&kInThisFile, &unused, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) != 0;
  return found && map != nullptr ? map->l_name : "";  // which a program's entry lacks
}

}  // namespace

fs::path own_binary() {
  fs::path binary = own_library();
  std::error_code error;
  if (binary.empty()) {
    binary = "/proc/self/exe";
  }
  fs::path target = fs::canonical(binary, error);
  if (error && binary == "/proc/self/exe") {  // of a program that was deleted since
    target = fs::read_symlink(binary, error);
  }
  if (error) {
    throw InstallationError(fmt::format("can't look for files of the installation: {}: {}",
                                        binary.string(), error.message()));
  }
  return target;
}

std::vector<fs::path> installation_roots() {
  const fs::path above = own_binary().parent_path().parent_path();
  std::vector<fs::path> roots = {above};
  if (!own_library().empty()) {
    roots.push_back(above.parent_path());
  }
  if (std::find(roots.begin(), roots.end(), RESNEXT_INSTALL_PREFIX) == roots.end()) {
    roots.emplace_back(RESNEXT_INSTALL_PREFIX);
  }
  return roots;
}

}  // namespace resnext
