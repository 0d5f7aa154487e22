// SPDX-License-Identifier: Apache-2.0
#include "server/listening.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

#include "base/error.h"
#include "base/text/quote.h"

namespace resnext {
namespace {

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};

HostAndPort parse(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  HostAndPort parsed;
  const char* const end = address.data() + address.size();
  bool valid = colon != std::string::npos && colon > 0 && colon + 1 < address.size();
  if (valid) {
    parsed.host = address.substr(0, colon);
    const auto read = std::from_chars(address.data() + colon + 1, end, parsed.port);
    valid = read.ec == std::errc() && read.ptr == end;
  }
  if (parsed.host.starts_with('[') && parsed.host.ends_with(']')) {
    parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  } else if (parsed.host.find(':') != std::string::npos) {
    valid = false;  // IPv6 without brackets
  }
  if (!valid || parsed.host.empty()) {
    throw UsageError(
        fmt::format("--listen: expected HOST:PORT, such as 127.0.0.1:8080 or "
                    "[::1]:8080, found {}",
                    quote(address)));
  }
  return parsed;
}

[[noreturn]] void refuse(const std::string& address, const char* reason) {
  throw OutputError(
      fmt::format("--listen {}: {}; is another server there? Name another port, or 0 "
                  "for any free one",
                  address, reason));
}

/// Returns a socket that listens on `entry`.
int listen_on(const addrinfo& entry, const std::string& address) {
  const int socket = ::socket(entry.ai_family, entry.ai_socktype | SOCK_CLOEXEC, entry.ai_protocol);
  const int on = 1;
  const bool six = entry.ai_family == AF_INET6;
  const bool listens =
      socket >= 0 && setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      (!six || setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
      bind(socket, entry.ai_addr, entry.ai_addrlen) == 0 && listen(socket, SOMAXCONN) == 0;
  if (!listens) {
    const char* const reason = std::strerror(errno);
    if (socket >= 0) {
      ::close(socket);
    }
    refuse(address, reason);
  }
  return socket;
}

std::optional<int> number(const Environment& environment, const char* variable) {
  const std::optional<std::string> text = nonempty_variable(environment, variable);
  if (!text) {
    return std::nullopt;
  }
  int value = 0;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < 0) {
    throw UsageError(
        fmt::format("{}={}: expected a number, as systemd sets it", variable, quote(*text)));
  }
  return value;
}

sockaddr_storage name_of(int socket) {
  sockaddr_storage name = {};
  socklen_t length = sizeof name;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&name), &length) != 0) {
    throw UsageError(
        fmt::format("descriptor {}, to listen on, is no socket: {}", socket, std::strerror(errno)));
  }
  if (name.ss_family != AF_INET && name.ss_family != AF_INET6) {
    throw UsageError(fmt::format(
        "descriptor {}, to listen on, is not of TCP; expected ListenStream=HOST:PORT in the socket "
        "unit",
        socket));
  }
  return name;
}

}  // namespace

int listen_on(const std::string& address) {
  const HostAndPort wanted = parse(address);
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(wanted.host.c_str(), fmt::format("{}", wanted.port).c_str(), &hints, &found);
  if (error != 0) {
    throw UsageError(fmt::format("--listen {}: {}; expected an address of this machine", address,
                                 gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  return listen_on(*found, address);
}

std::vector<int> inherited_sockets(const Environment& environment) {
  constexpr int kFirst = 3;
  const std::optional<int> process = number(environment, "LISTEN_PID");
  const std::optional<int> count = number(environment, "LISTEN_FDS");
  if (!process || !count || *process != getpid()) {
    return {};
  }
  std::vector<int> sockets;
  for (int socket = kFirst; socket < kFirst + *count; ++socket) {
    name_of(socket);
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    sockets.push_back(socket);
  }
  return sockets;
}

bool is_loopback(int socket) {
  const sockaddr_storage name = name_of(socket);
  if (name.ss_family == AF_INET) {
    constexpr std::uint32_t kNet = 127;
    return ntohl(reinterpret_cast<const sockaddr_in&>(name).sin_addr.s_addr) >> 24 == kNet;
  }
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(name).sin6_addr) != 0;
}

std::string address_of(int socket) {
  const sockaddr_storage name = name_of(socket);
  char text[INET6_ADDRSTRLEN] = {};
  if (name.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(name);
    inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
    return fmt::format("{}:{}", text, ntohs(four.sin_port));
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(name);
  inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
  return fmt::format("[{}]:{}", text, ntohs(six.sin6_port));
}

}  // namespace resnext
