// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Requests and responses, free of the library that carries them.
namespace resnext {

/// What a client says before the body. All of it is untrusted.
struct RequestHead {
  std::string method;  ///< "GET"
  std::string path;    ///< of the target, up to "?", as it was sent
  std::string query;   ///< of the target, after "?"
  std::string host;
  std::string origin;
  std::string authorization;
  std::string accept;
  std::string content_type;
  std::string client;  ///< the address it comes from: "127.0.0.1"
};

struct ServerRequest {
  RequestHead head;
  std::shared_ptr<const std::string> body;  ///< never null
};

struct ServerResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< more, such as Allow
};

/// Sends the response to a request. Call it once, from any thread.
using Respond = std::function<void(ServerResponse)>;

/// What answers requests. All functions are called by one thread, and must not block.
class HttpApplication {
 public:
  virtual ~HttpApplication() = default;

  /// Returns the response to a request that is refused before its body is read, or nullopt.
  virtual std::optional<ServerResponse> refuse(const RequestHead& head) = 0;

  /// Answers a whole request, now or later.
  virtual void answer(ServerRequest request, const Respond& respond) = 0;

  /// Returns the response to a request that is not valid HTTP or exceeds a limit.
  virtual ServerResponse error(int status, const std::string& message) = 0;

  /// Learns that a response of `bytes` was sent `seconds` after the request's head came.
  virtual void finished(const RequestHead& head, int status, std::size_t bytes, double seconds) = 0;

  /// Learns how many clients are connected.
  virtual void connected(std::size_t clients) = 0;
};

}  // namespace resnext
