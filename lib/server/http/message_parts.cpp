// SPDX-License-Identifier: Apache-2.0
#include "server/http/message_parts.h"

#include <fmt/format.h>

#include <string_view>

namespace resnext {
namespace {

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RequestHead head_of(const BeastRequest& request, std::string client) {
  RequestHead head;
  head.method = text_of(request.method_string());
  const std::string target = text_of(request.target());
  const std::size_t question = target.find('?');
  head.path = target.substr(0, question);
  head.query = question == std::string::npos ? "" : target.substr(question + 1);
  head.host = text_of(request[http::field::host]);
  head.origin = text_of(request[http::field::origin]);
  head.authorization = text_of(request[http::field::authorization]);
  head.accept = text_of(request[http::field::accept]);
  head.content_type = text_of(request[http::field::content_type]);
  head.client = std::move(client);
  return head;
}

std::uint64_t body_bytes(const http::request_parser<http::string_body>& parser,
                         std::uint64_t most) {
  if (const auto announced = parser.content_length()) {
    return *announced;
  }
  return parser.chunked() ? most : 0;
}

bool expects_continue(const BeastRequest& request) {
  return boost::beast::iequals(request[http::field::expect], "100-continue");
}

std::optional<Refusal> refusal_of(const boost::beast::error_code& error, std::uint64_t max_body) {
  if (error == http::error::body_limit) {
    return Refusal{413, fmt::format("the request's body exceeds the limit of {} bytes (--max-body)",
                                    max_body)};
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Refusal{431, "the request's head exceeds the limit of 16384 bytes"};
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error.category() != make_error_code(http::error::bad_method).category()) {
    return std::nullopt;
  }
  return Refusal{400, fmt::format("not a valid HTTP request: {}", error.message())};
}

http::response<http::string_body> message_of(ServerResponse response, const RequestHead& head,
                                             unsigned version, bool keep_alive) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), version);
  message.set(http::field::server, "resnext-classify");
  message.set(http::field::content_type, response.content_type);
  message.set("X-Content-Type-Options", "nosniff");
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) {
    message.set(name, value);
  }
  message.keep_alive(keep_alive);
  message.content_length(response.body.size());
  if (head.method != "HEAD") {
    message.body() = std::move(response.body);
  }
  return message;
}

}  // namespace resnext
