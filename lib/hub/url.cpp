// SPDX-License-Identifier: Apache-2.0
#include "hub/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace resnext {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};

}  // namespace

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

std::optional<std::string> path_of_file_url(const std::string& url) {
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  char* path = nullptr;
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(parsed.get(), CURLUPART_PATH, &path, CURLU_URLDECODE) != CURLUE_OK) {
    return std::nullopt;
  }
  const std::unique_ptr<char, FreeText> owned(path);
  return std::string(path);
}

}  // namespace resnext
