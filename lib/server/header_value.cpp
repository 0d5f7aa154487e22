// SPDX-License-Identifier: Apache-2.0
#include "server/header_value.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace resnext {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

/// Takes a quoted text, whose opening quote is the first character, from the beginning of `rest`.
std::string take_quoted(std::string_view& rest) {
  std::string text;
  std::size_t i = 1;
  for (; i < rest.size() && rest[i] != '"'; ++i) {
    const bool escapes =
        rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    i += escapes ? 1 : 0;
    text += rest[i];
  }
  rest.remove_prefix(std::min(rest.size(), i + 1));
  return text;
}

}  // namespace

std::optional<std::string> HeaderValue::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() ? std::nullopt : std::optional(found->text);
}

bool is_address_or_localhost(std::string_view host_and_port) {
  std::string host = lower_trimmed(host_and_port);
  std::array<unsigned char, sizeof(in6_addr)> unused;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end != std::string::npos &&
           ::inet_pton(AF_INET6, host.substr(1, end - 1).c_str(), unused.data()) == 1;
  }
  host.resize(std::min(host.size(), host.find(':')));
  return host == "localhost" || ::inet_pton(AF_INET, host.c_str(), unused.data()) == 1;
}

std::string lower_trimmed(std::string_view text) {
  std::string lower(trimmed(text));
  for (char& letter : lower) {
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return lower;
}

HeaderValue parse_header_value(std::string_view text) {
  HeaderValue parsed;
  std::string_view rest = text;
  const auto skip_to_next = [&rest] {
    rest.remove_prefix(std::min(rest.size(), rest.find(';')));
    rest.remove_prefix(rest.empty() ? 0 : 1);
  };
  parsed.value = lower_trimmed(rest.substr(0, rest.find(';')));
  skip_to_next();
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_of(";=");
    std::string name = lower_trimmed(rest.substr(0, end));
    if (end == std::string_view::npos || rest[end] == ';') {
      skip_to_next();
      continue;
    }
    rest.remove_prefix(end + 1);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
    if (rest.starts_with('"')) {
      parsed.parameters.push_back({std::move(name), take_quoted(rest)});
    } else {
      parsed.parameters.push_back(
          {std::move(name), std::string(trimmed(rest.substr(0, rest.find(';'))))});
    }
    skip_to_next();
  }
  return parsed;
}

}  // namespace resnext
