// SPDX-License-Identifier: Apache-2.0
#include "server/notify_ready.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace resnext {

void notify_ready(const Environment& environment) {
  const std::optional<std::string> path = nonempty_variable(environment, "NOTIFY_SOCKET");
  sockaddr_un address = {};
  if (!path || path->size() >= sizeof address.sun_path) {
    return;
  }
  address.sun_family = AF_UNIX;
  std::ranges::copy(*path, address.sun_path);
  if (address.sun_path[0] == '@') {
    address.sun_path[0] = '\0';  // a name that is in no file system
  }
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    return;
  }
  constexpr std::string_view kReady = "READY=1";
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path->size());
  static_cast<void>(sendto(socket, kReady.data(), kReady.size(), MSG_NOSIGNAL,
                           reinterpret_cast<const sockaddr*>(&address), length));
  ::close(socket);
}

}  // namespace resnext
