// SPDX-License-Identifier: Apache-2.0
#include "server/multipart.h"

#include <fmt/format.h>

#include "base/text/quote.h"
#include "server/header_value.h"
#include "server/request_error.h"

namespace resnext {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

[[noreturn]] void refuse(const std::string& message) { throw RequestError(400, message); }

std::string boundary_of(std::string_view content_type) {
  constexpr std::size_t kLongest = 70;  // RFC 2046, 5.1.1
  const std::optional<std::string> boundary = parse_header_value(content_type).find("boundary");
  if (!boundary || boundary->empty() || boundary->size() > kLongest) {
    refuse("Content-Type: expected a boundary of 1 to 70 characters, found " + quote(content_type));
  }
  return *boundary;
}

/// Reads a body from its beginning to its end.
class FormReader {
 public:
  FormReader(std::string_view body, const std::string& boundary)
      : rest_(body), delimiter_("\r\n--" + boundary) {
    const std::string first = delimiter_.substr(kLineEnd.size());
    if (!rest_.starts_with(first)) {  // what comes before the first delimiter means nothing
      take_until(delimiter_);
    } else {
      rest_.remove_prefix(first.size());
    }
  }

  /// Steps behind a delimiter; returns false if it was the last one.
  bool has_part() {
    if (rest_.starts_with("--")) {
      return false;
    }
    if (take_until(kLineEnd).find_first_not_of(" \t") != std::string_view::npos) {
      refuse("multipart/form-data: a delimiter is followed by more on its line");
    }
    return true;
  }

  /// Returns the part's Content-Disposition.
  HeaderValue disposition() {
    HeaderValue found;
    while (true) {
      const std::string_view line = take_until(kLineEnd);
      if (line.empty()) {
        return found;
      }
      const std::size_t colon = line.find(':');
      if (lower_trimmed(line.substr(0, colon)) == "content-disposition" &&
          colon != std::string_view::npos) {
        found = parse_header_value(line.substr(colon + 1));
      }
    }
  }

  std::string_view content() { return take_until(delimiter_); }

 private:
  /// Returns the text up to `end`, and goes on after it.
  std::string_view take_until(std::string_view end) {
    const std::size_t length = rest_.find(end);
    if (length == std::string_view::npos) {
      refuse("multipart/form-data: the body ends before its last delimiter");
    }
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length + end.size());
    return taken;
  }

  std::string_view rest_;
  std::string delimiter_;
};

}  // namespace

bool is_form_data(std::string_view content_type) {
  return parse_header_value(content_type).value == "multipart/form-data";
}

std::vector<FormFile> parse_form_data(std::string_view content_type, std::string_view body,
                                      std::size_t most_files) {
  FormReader reader(body, boundary_of(content_type));
  std::vector<FormFile> files;
  while (reader.has_part()) {
    const HeaderValue disposition = reader.disposition();
    const std::string_view content = reader.content();
    std::optional<std::string> name = disposition.find("filename");
    if (!name) {
      refuse(
          fmt::format("multipart/form-data: the field {} is no file; options belong in the "
                      "query, such as /classify?top_k=3",
                      quote(disposition.find("name").value_or(""))));
    }
    if (files.size() == most_files) {
      throw RequestError(413, fmt::format("more than {} files in one request (--max-queue); send "
                                          "them in several",
                                          most_files));
    }
    files.push_back({std::move(*name), content});
  }
  if (files.empty()) {
    refuse("multipart/form-data: no file in it; expected one or more");
  }
  return files;
}

}  // namespace resnext
