// SPDX-License-Identifier: Apache-2.0
#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <fstream>
#include <string_view>

#include "inference/diagnosis.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns the value of PRETTY_NAME="value".
std::string pretty_name(const fs::path& file) {
  constexpr std::string_view kKey = "PRETTY_NAME=";
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(kKey)) {
      std::string value = line.substr(kKey.size());
      std::erase(value, '"');
      return value;
    }
  }
  return "";
}

/// Returns the bytes on the line "Key:  1234 kB"; 0 if there is none.
std::uint64_t memory_of(const fs::path& file, std::string_view key) {
  std::ifstream stream(file);
  std::uint64_t kilobytes = 0;
  for (std::string word; stream >> word;) {
    if (word == key && stream >> kilobytes) {
      return kilobytes * 1024;
    }
  }
  return 0;
}

}  // namespace

SystemFacts system_facts(const fs::path& root) {
  utsname names{};
  const bool known = uname(&names) == 0;
  const fs::path memory = root / "proc/meminfo";
  return {.name = pretty_name(root / "etc/os-release"),
          .kernel = known ? std::string(names.sysname) + " " + names.release : "",
          .libc = std::string("glibc ") + gnu_get_libc_version(),
          .memory_bytes = memory_of(memory, "MemTotal:"),
          .available_bytes = memory_of(memory, "MemAvailable:")};
}

}  // namespace resnext
