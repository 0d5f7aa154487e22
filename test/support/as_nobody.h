// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdlib>

// Runs a part of a test without root's privileges.
namespace resnext {

/// If the test runs as root, makes the process another user's until the end of its life.
class AsNobody {
 public:
  AsNobody() { root_ = geteuid() == 0 && seteuid(65534) == 0; }
  ~AsNobody() {
    if (root_ && seteuid(0) != 0) {
      std::abort();
    }
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool root_ = false;
};

}  // namespace resnext
