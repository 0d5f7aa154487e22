// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "server/http/http_message.h"

// Turns Boost.Beast's messages into this folder's and back.
namespace resnext {

namespace http = boost::beast::http;

using BeastRequest = http::request<http::string_body>;

/// Returns what the application needs to know of a request's head.
RequestHead head_of(const BeastRequest& request, std::string client);

/// Returns the bytes that a body may take: as announced, or `most` if it comes in chunks.
std::uint64_t body_bytes(const http::request_parser<http::string_body>& parser, std::uint64_t most);

/// Returns whether the client waits for "100 Continue" before it sends the body.
bool expects_continue(const BeastRequest& request);

/// How a broken request is answered.
struct Refusal {
  int status;
  std::string message;
};

/// Returns the answer to a request that ended with `error`; nullopt if nobody waits for one: the
/// client has gone, or its time was over. `max_body`: bytes.
std::optional<Refusal> refusal_of(const boost::beast::error_code& error, std::uint64_t max_body);

/// Returns the message that carries a response.
http::response<http::string_body> message_of(ServerResponse response, const RequestHead& head,
                                             unsigned version, bool keep_alive);

}  // namespace resnext
