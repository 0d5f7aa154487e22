// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/list_target.h"
#include "images/source/path_entries.h"

// Compares the entries of a list that arrives in pieces with those of the whole list.
namespace resnext {
namespace {

std::vector<std::string> split(std::string_view list, bool nul_separated) {
  std::vector<std::string> entries;
  std::string entry;
  const auto finish = [&] {
    if (!nul_separated && entry.ends_with('\r')) {
      entry.pop_back();
    }
    if (!entry.empty()) {
      entries.push_back(entry);
    }
    entry.clear();
  };
  for (const char letter : list) {
    if (letter == (nul_separated ? '\0' : '\n')) {
      finish();
    } else {
      entry += letter;
    }
  }
  finish();
  return entries;
}

void compare(std::string_view list, bool nul_separated, std::size_t piece) {
  PathEntries entries(kListName, nul_separated);
  std::vector<std::string> found;
  const auto take = [&] {
    while (std::optional<std::string> entry = entries.next()) {
      found.push_back(std::move(*entry));
    }
  };
  for (std::string_view rest = list; !rest.empty(); rest.remove_prefix(piece)) {
    piece = std::min(piece, rest.size());
    entries.append(rest.substr(0, piece));
    take();
  }
  entries.end();
  take();
  expect(found == split(list, nul_separated));
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHead = 2;
  if (size < kHead) {
    return 0;
  }
  const std::string_view list(reinterpret_cast<const char*>(data) + kHead, size - kHead);
  resnext::compare(list, data[0] % 2 != 0, data[1] + std::size_t{1});
  return 0;
}
