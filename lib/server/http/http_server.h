// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/stop_flag.h"
#include "server/http/http_message.h"

// Speaks HTTP/1.1 with clients, with or without TLS. This folder is the only one that includes
// Boost.
namespace resnext {

struct HttpServerOptions {
  std::string tls_certificate = {};  ///< PEM file with the chain; empty: no TLS
  std::string tls_key = {};          ///< PEM file
  std::uint64_t max_body = 0;        ///< bytes of a request's body
  std::size_t max_connections = 0;
  std::chrono::seconds timeout{0};  ///< for sending a request, for taking a response, between them
};

/// Serves an application. One thread carries all connections, so that a client that is slow, or
/// sends nothing, costs memory for its buffers and nothing else. When all connections are taken,
/// the one that has owed a request for longest, at least a second, makes room for a new one.
/// Bodies that are being received share 16 times max_body; beyond that, clients get 503.
class HttpServer {
 public:
  /// Reads the certificate and the key. Throws UsageError that names the file.
  explicit HttpServer(HttpServerOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Accepts clients on the sockets (bound, listening, TCP), which it takes over, until the flag is
  /// raised; then closes them, finishes the requests of which anything has come, and returns.
  /// Notices the flag within a tenth of a second. Throws Error if a socket can't be used.
  void run(const std::vector<int>& sockets, HttpApplication& application, const StopFlag& stop);

 private:
  struct Impl;
  HttpServerOptions options_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace resnext
