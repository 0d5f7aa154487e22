// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <memory>

// Ends a connection after its last response.
namespace resnext {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

inline constexpr std::chrono::seconds kFarewell{2};  ///< longest time for each part of it

/// Drops what a client still sends, for a while: closing with data unread would take the response
/// away from it. `owner` keeps the stream alive.
template <typename Owner>
void discard(PlainStream& stream, const std::shared_ptr<Owner>& owner) {
  const auto scrap = std::make_shared<std::array<char, 4096>>();
  stream.async_read_some(boost::asio::buffer(*scrap),
                         [&stream, owner, scrap](boost::beast::error_code error, std::size_t) {
                           if (!error) {
                             discard(stream, owner);
                           }
                         });
}

/// Says that no more will be sent. `unread`: the client may still send what nobody reads.
template <typename Stream, typename Owner>
void say_farewell(Stream& stream, bool unread, const std::shared_ptr<Owner>& owner) {
  PlainStream& lowest = boost::beast::get_lowest_layer(stream);
  const auto end_sending = [&lowest, unread, owner] {
    boost::beast::error_code ignored;
    lowest.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    if (unread) {
      lowest.expires_after(kFarewell);
      discard(lowest, owner);
    }
  };
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    lowest.expires_after(kFarewell);
    stream.async_shutdown([end_sending](boost::beast::error_code) { end_sending(); });
  } else {
    end_sending();
  }
}

}  // namespace resnext
