// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/post.hpp>
#include <memory>

#include "server/http/http_message.h"

// Brings an answer back to the server's thread.
namespace resnext {

/// An answer that another thread will give. It hands the session back to the server's thread, in
/// which alone a session may end. If nobody answers, the client gets status 500.
template <typename Session>
class AwaitedAnswer {
 public:
  explicit AwaitedAnswer(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  ~AwaitedAnswer() {
    if (session_ != nullptr) {
      send({.status = 500, .body = "{}\n"});
    }
  }
  AwaitedAnswer(const AwaitedAnswer&) = delete;
  AwaitedAnswer& operator=(const AwaitedAnswer&) = delete;

  /// Call it once, from any thread.
  void send(ServerResponse response) {
    const auto executor = session_->stream_.get_executor();
    boost::asio::post(executor,
                      [session = std::move(session_), response = std::move(response)]() mutable {
                        session->write(std::move(response));
                      });
  }

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace resnext
