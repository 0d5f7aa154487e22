// SPDX-License-Identifier: Apache-2.0
#include "server/http/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>

#include "base/error.h"
#include "server/http/session.h"
#include "server/http/tls_context.h"

namespace resnext {
namespace {

using boost::asio::ip::tcp;

/// A socket that accepts clients. While there is no room, clients wait in the system's queue.
class Listener {
 public:
  Listener(boost::asio::io_context& context, boost::asio::ssl::context* tls,
           Connections& connections, int socket)
      : acceptor_(context), tls_(tls), connections_(connections) {
    boost::beast::error_code error;
    tcp::endpoint::data_type address;
    auto length = static_cast<socklen_t>(sizeof address);
    if (getsockname(socket, &address, &length) != 0 ||
        (address.sa_family != AF_INET && address.sa_family != AF_INET6)) {
      throw resnext::Error("a socket to listen on is none of TCP's");
    }
    acceptor_.assign(address.sa_family == AF_INET6 ? tcp::v6() : tcp::v4(), socket, error);
    if (error) {
      throw resnext::Error("a socket to listen on can't be used: " + error.message());
    }
    acceptor_.non_blocking(true);
  }

  /// Waits for the next client, unless it does so already.
  void wait() {
    if (waiting_ || !acceptor_.is_open()) {
      return;
    }
    waiting_ = true;
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](boost::beast::error_code error) {
      waiting_ = false;
      if (!error && connections_.make_room()) {  // otherwise the next tick waits again
        accept();
      }
    });
  }

  void close() {
    boost::beast::error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  void accept() {
    boost::beast::error_code error;
    tcp::socket socket = acceptor_.accept(error);
    if (!error) {
      begin(std::move(socket));
      wait();  // after an error, such as too many open files, the next tick does
    }
  }

  void begin(tcp::socket socket) {
    boost::beast::error_code error;
    const tcp::endpoint client = socket.remote_endpoint(error);
    if (error) {
      return;  // gone already
    }
    socket.set_option(tcp::no_delay(true), error);
    const std::string address = client.address().to_string();
    PlainStream stream(std::move(socket));
    if (tls_ == nullptr) {
      std::make_shared<ClientSession<PlainStream>>(std::move(stream), address, connections_)
          ->start();
    } else {
      std::make_shared<ClientSession<TlsStream>>(TlsStream(std::move(stream), *tls_), address,
                                                 connections_)
          ->start();
    }
  }

  tcp::acceptor acceptor_;
  boost::asio::ssl::context* tls_;
  Connections& connections_;
  bool waiting_ = false;
};

/// The server while it runs.
class Run {
 public:
  Run(const HttpServerOptions& options, boost::asio::ssl::context* tls,
      boost::asio::io_context& context, const std::vector<int>& sockets,
      HttpApplication& application, const StopFlag& stop)
      : connections_(options, application), stop_(stop), context_(context), timer_(context) {
    for (const int socket : sockets) {
      listeners_.emplace_back(context_, tls, connections_, socket);
    }
  }

  void operator()() {
    tick();
    context_.run();
  }

 private:
  /// Looks at the flag now and ten times a second.
  void tick() {
    if (stop_.is_raised() && !connections_.is_draining()) {
      for (Listener& listener : listeners_) {
        listener.close();
      }
      connections_.drain();
    }
    for (Listener& listener : listeners_) {
      listener.wait();
    }
    if (connections_.is_draining() && connections_.empty()) {
      return;  // nothing is left to wait for
    }
    constexpr std::chrono::milliseconds kTick{100};
    timer_.expires_after(kTick);
    timer_.async_wait([this](boost::beast::error_code) { tick(); });
  }

  Connections connections_;
  const StopFlag& stop_;
  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  std::list<Listener> listeners_;
};

}  // namespace

struct HttpServer::Impl {
  std::unique_ptr<boost::asio::ssl::context> tls;
  /// Outlives a run: a thread that gives the last answer may be at its queue when the run ends.
  boost::asio::io_context context{1};
};

HttpServer::HttpServer(HttpServerOptions options)
    : options_(std::move(options)), impl_(std::make_unique<Impl>()) {
  impl_->tls = tls_context(options_.tls_certificate, options_.tls_key);
}

HttpServer::~HttpServer() = default;

void HttpServer::run(const std::vector<int>& sockets, HttpApplication& application,
                     const StopFlag& stop) {
  Run(options_, impl_->tls.get(), impl_->context, sockets, application, stop)();
}

}  // namespace resnext
