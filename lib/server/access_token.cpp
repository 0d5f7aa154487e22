// SPDX-License-Identifier: Apache-2.0
#include "server/access_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <span>

#include "base/error.h"
#include "base/files/sha256.h"
#include "server/header_value.h"

namespace resnext {
namespace {

constexpr std::size_t kShortest = 16;
constexpr std::size_t kLongest = 1024;

std::string digest_of(const std::string& text) {
  Sha256 sha;
  sha.update(std::as_bytes(std::span(text)));
  return sha.hex();
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& found) {
  throw UsageError(
      fmt::format("--token-file {}: {}; expected a token of {} to {} characters, such "
                  "as `openssl rand -hex 32` prints",
                  file.string(), found, kShortest, kLongest));
}

}  // namespace

AccessToken AccessToken::read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    refuse(file, "the file can't be read");
  }
  std::string text(2 * kLongest, ' ');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  constexpr const char* kSpace = " \t\r\n";
  text.erase(text.find_last_not_of(kSpace) + 1);
  text.erase(0, std::min(text.size(), text.find_first_not_of(kSpace)));
  if (text.size() < kShortest || text.size() > kLongest) {
    refuse(file, fmt::format("it holds {} characters", text.size()));
  }
  if (!std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter <= '~'; })) {
    refuse(file, "it holds spaces or characters that are not ASCII");
  }
  return AccessToken(digest_of(text));
}

bool AccessToken::fits(const std::string& authorization) const {
  const std::size_t space = authorization.find(' ');
  if (space == std::string::npos || lower_trimmed(authorization.substr(0, space)) != "bearer") {
    return false;
  }
  const std::size_t begin = authorization.find_first_not_of(' ', space);
  const std::string digest =
      digest_of(begin == std::string::npos ? "" : authorization.substr(begin));
  unsigned different = 0;
  for (std::size_t i = 0; i < digest_.size(); ++i) {
    different |= static_cast<unsigned>(digest[i] ^ digest_[i]);
  }
  return different == 0;
}

}  // namespace resnext
