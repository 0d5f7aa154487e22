// SPDX-License-Identifier: Apache-2.0
#include "server/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text/quote.h"
#include "server/request_error.h"

namespace resnext {
namespace {

std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned code = 0;
    const char* const end = digits.data() + digits.size();
    if (digits.size() != 2 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
      throw RequestError(400, fmt::format("the query has {}; expected % and two hexadecimal digits",
                                          quote(text.substr(i, 3))));
    }
    decoded += static_cast<char>(code);
    i += 2;
  }
  return decoded;
}

}  // namespace

std::vector<QueryField> parse_query(std::string_view query) {
  std::vector<QueryField> fields;
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), field.size() + 1));
    if (field.empty()) {
      continue;
    }
    const std::size_t equals = field.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1);
    QueryField decoded = {decode(field.substr(0, equals)), decode(value)};
    if (std::ranges::find(fields, decoded.name, &QueryField::name) != fields.end()) {
      throw RequestError(
          400, fmt::format("the query has {} twice; expected it once", quote(decoded.name)));
    }
    fields.push_back(std::move(decoded));
  }
  return fields;
}

}  // namespace resnext
