// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "commands/command_outcome.h"
#include "commands/image_request.h"
#include "commands/model_request.h"

// The command `serve`: classifies what clients send over HTTP.
namespace resnext {

struct ServeRequest {
  std::vector<std::string> models;  ///< as ModelRequest::model, the default first; empty: bundled
  ModelRequest model;               ///< for all of them; `weights` for a single one
  DecodeRequest decode;
  std::string listen;      ///< "HOST:PORT"; empty: systemd's sockets, otherwise kDefaultListen
  std::string token_file;  ///< empty: no token is asked for
  bool no_token = false;   ///< even where other machines can connect
  std::string tls_certificate;
  std::string tls_key;
  int batch_size = 1;
  int max_delay_ms = 100;
  std::size_t max_queue = 64;  ///< images
  int max_body_mb = 32;        ///< 1 MB is 1,000,000 bytes
  std::size_t max_connections = 256;
  int timeout_s = 30;
  bool quiet = false;
  bool verbose = false;
};

inline constexpr const char* kDefaultListen = "127.0.0.1:8080";

/// Serves until it is interrupted, and finishes what it has begun. Throws the library's errors for
/// what keeps it from starting.
CommandOutcome run_serve(const ServeRequest& request, CommandIo& io);

}  // namespace resnext
