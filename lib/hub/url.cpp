// SPDX-License-Identifier: Apache-2.0
#include "hub/url.h"

#include <algorithm>
#include <cctype>

namespace resnext {

std::string presentable_url(const std::string& url) {
  std::string text = url.substr(0, url.find('?'));
  const std::size_t host = text.find("://");
  if (host == std::string::npos) {
    return text;
  }
  const std::size_t path = text.find('/', host + 3);
  const std::size_t at = text.rfind('@', path == std::string::npos ? text.size() : path);
  if (at != std::string::npos && at > host) {
    text.erase(host + 3, at - host - 2);
  }
  return text;
}

std::string url_scheme(const std::string& url) {
  const std::size_t end = url.find("://");
  std::string scheme = end == std::string::npos ? "" : url.substr(0, end);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  return scheme;
}

}  // namespace resnext
