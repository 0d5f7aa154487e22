// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <memory>
#include <optional>

#include "server/http/awaited_answer.h"
#include "server/http/connections.h"
#include "server/http/farewell.h"
#include "server/http/message_parts.h"

// One client's connection: reads a request, has it answered, writes the response, and so on.
namespace resnext {

/// Belongs to its own pending operations: it ends when none is left and no answer is awaited. Every
/// wait has an end (HttpServerOptions::timeout).
template <typename Stream>
class ClientSession : public Connection,
                      public std::enable_shared_from_this<ClientSession<Stream>> {
 public:
  ClientSession(Stream stream, std::string client, Connections& connections)
      : stream_(std::move(stream)), client_(std::move(client)), connections_(connections) {
    connections_.add(*this);
  }
  ~ClientSession() override {
    release_body();
    connections_.remove(*this);
  }
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  void start() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      limit_wait();
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](Error error) {
                                if (!error) {
                                  self->read_head();
                                }
                              });
    } else {
      read_head();
    }
  }

  bool owes_request() const override { return owes_request_; }
  bool is_idle() const override {
    return owes_request_ && buffer_.size() == 0 && (!parser_ || !parser_->got_some());
  }
  Clock::time_point since() const override { return since_; }
  void cut() override {
    owes_request_ = false;
    lowest().close();
  }

 private:
  using Error = boost::beast::error_code;
  friend class AwaitedAnswer<ClientSession>;

  boost::beast::tcp_stream& lowest() { return boost::beast::get_lowest_layer(stream_); }
  void limit_wait() { lowest().expires_after(connections_.options().timeout); }

  void read_head() {
    constexpr std::uint32_t kHead = 16 << 10;  // bytes
    head_ = {};
    head_.client = client_;
    unread_ = false;
    parser_.emplace();
    parser_->header_limit(kHead);
    parser_->body_limit(connections_.options().max_body);
    owes_request_ = true;
    since_ = Clock::now();
    limit_wait();  // for the whole request, however slowly it comes
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](Error error, std::size_t) { self->on_head(error); });
  }

  void on_head(Error error) {
    since_head_ = Clock::now();
    head_ = head_of(parser_->get(), client_);
    if (error) {
      refuse_broken(error);
      return;
    }
    unread_ = !parser_->is_done();
    if (std::optional<ServerResponse> refusal = connections_.application().refuse(head_)) {
      write(std::move(*refusal));
      return;
    }
    const std::uint64_t body = body_bytes(*parser_, connections_.options().max_body);
    if (!connections_.take(body)) {
      ServerResponse busy = connections_.application().error(
          503, "too many bodies are being received at once; try again later");
      busy.headers.emplace_back("Retry-After", "1");
      write(std::move(busy));
      return;
    }
    body_taken_ = body;
    if (unread_ && expects_continue(parser_->get())) {
      write_continue();
    } else {
      read_body();
    }
  }

  void write_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    boost::asio::async_write(stream_, boost::asio::buffer(kContinue.data(), kContinue.size()),
                             [self = this->shared_from_this()](Error error, std::size_t) {
                               if (!error) {
                                 self->read_body();
                               }
                             });
  }

  void read_body() {
    http::async_read(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](Error error, std::size_t) { self->on_body(error); });
  }

  void on_body(Error error) {
    if (error) {
      refuse_broken(error);
      return;
    }
    owes_request_ = false;
    unread_ = false;
    lowest().expires_never();
    ServerRequest request = {head_,
                             std::make_shared<std::string>(std::move(parser_->get().body()))};
    const auto awaited = std::make_shared<AwaitedAnswer<ClientSession>>(this->shared_from_this());
    connections_.application().answer(std::move(request), [awaited](ServerResponse response) {
      awaited->send(std::move(response));
    });
  }

  /// Answers what is not valid HTTP or too large; a client that has gone, or was too slow, is left.
  void refuse_broken(Error error) {
    if (const std::optional<Refusal> refusal = refusal_of(error, connections_.options().max_body)) {
      unread_ = true;
      write(connections_.application().error(refusal->status, refusal->message));
    }
  }

  void write(ServerResponse response) {
    owes_request_ = false;
    release_body();
    const bool keep = !unread_ && parser_->get().keep_alive() && !connections_.is_draining();
    status_ = response.status;
    bytes_ = response.body.size();
    message_ = message_of(std::move(response), head_, parser_->get().version(), keep);
    limit_wait();
    serializer_.emplace(message_);
    const auto done = [self = this->shared_from_this()](Error error, std::size_t) {
      self->on_written(error);
    };
    if (head_.method == "HEAD") {
      http::async_write_header(stream_, *serializer_, done);
    } else {
      http::async_write(stream_, *serializer_, done);
    }
  }

  void on_written(Error error) {
    const std::chrono::duration<double> taken = Clock::now() - since_head_;
    connections_.application().finished(head_, status_, bytes_, taken.count());
    const bool keep = message_.keep_alive();
    serializer_.reset();
    message_ = {};
    if (error) {
      return;
    }
    if (keep && !connections_.is_draining()) {
      read_head();
    } else {
      say_farewell(stream_, unread_, this->shared_from_this());
    }
  }

  void release_body() {
    connections_.give_back(body_taken_);
    body_taken_ = 0;
  }

  Stream stream_;
  std::string client_;
  Connections& connections_;
  boost::beast::flat_buffer buffer_{64 << 10};
  std::optional<http::request_parser<http::string_body>> parser_;
  RequestHead head_;
  http::response<http::string_body> message_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::uint64_t body_taken_ = 0;  ///< of Connections::take
  bool owes_request_ = true;
  bool unread_ = false;  ///< the client may still send what nobody reads
  int status_ = 0;
  std::size_t bytes_ = 0;
  Clock::time_point since_ = Clock::now();
  Clock::time_point since_head_ = Clock::now();
};

}  // namespace resnext
