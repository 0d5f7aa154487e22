// SPDX-License-Identifier: Apache-2.0
#include "hub/http_head.h"

#include <charconv>
#include <string_view>

namespace resnext {
namespace {

std::string header(CURL* easy, const char* name) {
  curl_header* found = nullptr;
  return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

/// "bytes 100-199/200" or "bytes */200" (RFC 9110, 14.4).
void parse_content_range(std::string_view text, HttpHead& head) {
  if (!text.starts_with("bytes ")) {
    return;
  }
  text.remove_prefix(6);
  head.range_begin = take_number(text);
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    text.remove_prefix(slash + 1);
    head.range_total = take_number(text);
  }
}

}  // namespace

HttpHead read_head(CURL* easy) {
  HttpHead head;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &head.status);
  curl_off_t length = -1;
  curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length >= 0) {
    head.length = static_cast<std::uint64_t>(length);
  }
  parse_content_range(header(easy, "Content-Range"), head);
  head.etag = header(easy, "ETag");
  head.last_modified = header(easy, "Last-Modified");
  head.content_type = header(easy, "Content-Type");
  curl_off_t wait = 0;
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
  if (wait > 0) {
    head.retry_after = std::chrono::seconds(wait);
  }
  return head;
}

}  // namespace resnext
