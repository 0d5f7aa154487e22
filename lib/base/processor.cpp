// SPDX-License-Identifier: Apache-2.0
#include "base/processor.h"

#include <sys/utsname.h>

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>

namespace resnext {
namespace {

constexpr std::array<std::string_view, 17> kVectors = {
    "sse4_1",      "avx",         "avx2",     "fma",         "avx_vnni", "avx512f",
    "avx512bw",    "avx512_vnni", "avx512vl", "avx512_bf16", "amx_tile", "amx_bf16",
    "avx512_fp16", "amx_fp16",    "asimd",    "asimdfhm",    "sve"};

/// Returns what follows "key\t: " on the first line that begins with `key`; empty if none does.
std::string field(const std::filesystem::path& file, std::string_view key) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with(key) && colon != std::string::npos) {
      const std::size_t value = line.find_first_not_of(" \t", colon + 1);
      return value == std::string::npos ? "" : line.substr(value);
    }
  }
  return "";
}

std::string machine() {
  utsname names{};
  return uname(&names) == 0 ? names.machine : "";
}

}  // namespace

Processor read_processor(const std::filesystem::path& root) {
  const std::filesystem::path file = root / "proc/cpuinfo";
  std::istringstream words(field(file, "flags") + " " + field(file, "Features"));
  const std::set<std::string> flags{std::istream_iterator<std::string>(words), {}};
  Processor processor = {field(file, "model name"), machine(), {}};
  for (const std::string_view vector : kVectors) {
    if (flags.contains(std::string(vector))) {
      processor.vectors.emplace_back(vector);
    }
  }
  return processor;
}

}  // namespace resnext
