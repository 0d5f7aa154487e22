// SPDX-License-Identifier: Apache-2.0
#include "base/text/shortened.h"

namespace resnext {

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return std::string(text);
  }
  constexpr std::size_t kLongestCharacter = 4;
  std::size_t end = most;
  const auto continues = [&] { return (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U; };
  while (end > 0 && most - end < kLongestCharacter && continues()) {
    --end;
  }
  return std::string(text.substr(0, continues() ? most : end)) + "...";
}

}  // namespace resnext
