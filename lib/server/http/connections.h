// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <set>

#include "server/http/http_server.h"

// The clients that are connected, and what they share. Used by the server's thread alone.
namespace resnext {

/// A client's connection, as far as the server manages it.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~Connection() = default;

  /// Returns whether the client owes a request, or the rest of one.
  virtual bool owes_request() const = 0;

  /// Returns whether nothing of a request has come.
  virtual bool is_idle() const = 0;

  /// Returns when it began to owe one.
  virtual Clock::time_point since() const = 0;

  /// Cuts the connection.
  virtual void cut() = 0;
};

class Connections {
 public:
  Connections(const HttpServerOptions& options, HttpApplication& application)
      : options_(options), application_(application) {}

  const HttpServerOptions& options() const { return options_; }
  HttpApplication& application() { return application_; }

  void add(Connection& connection);
  void remove(Connection& connection);
  bool empty() const { return all_.empty(); }

  /// Returns whether there is room for one more client, which it may make by cutting a connection.
  bool make_room();

  /// From now on no connection is kept for another request; cuts those that are idle.
  void drain();
  bool is_draining() const { return draining_; }

  /// Takes memory for a body; returns false if too much is taken already.
  bool take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes) { taken_ -= bytes; }

 private:
  const HttpServerOptions& options_;
  HttpApplication& application_;
  std::set<Connection*> all_;
  std::uint64_t taken_ = 0;  ///< bytes of bodies
  bool draining_ = false;
};

}  // namespace resnext
