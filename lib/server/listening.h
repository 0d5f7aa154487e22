// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"

// Sockets to listen on: made here, or handed over by systemd.
namespace resnext {

/// Binds and listens: "127.0.0.1:8080", "[::1]:8080", "localhost:0" (any port). Of a name
/// with several addresses, the first is used. Throws UsageError for anything else, OutputError if
/// an address can't be had.
int listen_on(const std::string& address);

/// Returns the sockets that systemd has opened for this process (LISTEN_FDS, sd_listen_fds(3));
/// none if it has not. Throws UsageError for variables that contradict each other.
std::vector<int> inherited_sockets(const Environment& environment);

/// Returns whether only this machine's programs can connect to the socket.
bool is_loopback(int socket);

/// Returns the address that a socket listens on: "127.0.0.1:8080".
std::string address_of(int socket);

}  // namespace resnext
