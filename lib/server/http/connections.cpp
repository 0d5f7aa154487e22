// SPDX-License-Identifier: Apache-2.0
#include "server/http/connections.h"

namespace resnext {

void Connections::add(Connection& connection) {
  all_.insert(&connection);
  application_.connected(all_.size());
}

void Connections::remove(Connection& connection) {
  all_.erase(&connection);
  application_.connected(all_.size());
}

bool Connections::make_room() {
  if (all_.size() < options_.max_connections) {
    return true;
  }
  constexpr std::chrono::seconds kGrace{1};
  Connection* oldest = nullptr;
  for (Connection* const connection : all_) {
    if (connection->owes_request() &&
        (oldest == nullptr || connection->since() < oldest->since())) {
      oldest = connection;
    }
  }
  if (oldest == nullptr || Connection::Clock::now() - oldest->since() < kGrace) {
    return false;
  }
  oldest->cut();
  return true;
}

void Connections::drain() {
  draining_ = true;
  for (Connection* const connection : all_) {
    if (connection->is_idle()) {
      connection->cut();
    }
  }
}

bool Connections::take(std::uint64_t bytes) {
  constexpr std::uint64_t kBodies = 16;
  if (taken_ + bytes > kBodies * options_.max_body) {
    return false;
  }
  taken_ += bytes;
  return true;
}

}  // namespace resnext
