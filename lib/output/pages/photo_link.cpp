// SPDX-License-Identifier: Apache-2.0
#include "output/pages/photo_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace resnext {
namespace {

namespace fs = std::filesystem;

bool is_plain(char letter) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  return kPlain.find(letter) != std::string_view::npos;
}

std::string percent_encoded(const std::string& path) {
  std::string url;
  for (const char letter : path) {
    url += is_plain(letter) ? std::string(1, letter)
                            : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return url;
}

/// Returns an absolute path without "..", which a browser resolves by the names alone, but the
/// system by what links lead to.
fs::path whole(const fs::path& path, std::error_code& error) {
  const fs::path absolute = fs::absolute(path, error);
  if (error || std::ranges::find(absolute, fs::path("..")) == absolute.end()) {
    return absolute.lexically_normal();
  }
  return fs::weakly_canonical(absolute.parent_path(), error) / absolute.filename();
}

}  // namespace

std::string photo_link(const std::string& photo, const fs::path& page) {
  if (photo.empty() || photo == "-") {
    return "";
  }
  std::error_code error;
  const fs::path folder = whole(page.empty() ? "page.html" : page, error).parent_path();
  const fs::path relative = whole(photo, error).lexically_relative(folder);
  return error ? "" : percent_encoded(relative.string());
}

}  // namespace resnext
