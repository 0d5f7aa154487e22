// SPDX-License-Identifier: Apache-2.0
#include "base/text/printable.h"

#include <cstddef>
#include <utility>

namespace resnext {
namespace {

/// Replaces control characters, except at places where `keep(text, index)` is true.
template <typename Keep>
std::string without_controls(std::string text, Keep keep) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && !keep(text, i)) || byte == 0x7F) {
      text[i] = '?';
    } else if (byte == 0xC2 && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[i + 1]);
      if (next >= 0x80 && next < 0xA0) {
        text.replace(i, 2, "?");
      }
    }
  }
  return text;
}

}  // namespace

std::string printable(std::string text) {
  return without_controls(std::move(text), [](const std::string&, std::size_t) { return false; });
}

std::string printable_lines(std::string text) {
  return without_controls(std::move(text),
                          [](const std::string& all, std::size_t i) { return all[i] == '\n'; });
}

std::string printable_data(std::string text) {
  return without_controls(std::move(text), [](const std::string& all, std::size_t i) {
    const bool ends_line = all[i] == '\r' && i + 1 < all.size() && all[i + 1] == '\n';
    return all[i] == '\n' || all[i] == '\t' || ends_line;
  });
}

}  // namespace resnext
