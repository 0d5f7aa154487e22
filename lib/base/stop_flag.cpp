// SPDX-License-Identifier: Apache-2.0
#include "base/stop_flag.h"

#include <poll.h>

#include <cerrno>

namespace resnext {

bool wait_for_data(int descriptor, const StopFlag& stop) {
  constexpr int kMilliseconds = 100;
  while (!stop.is_raised()) {
    pollfd waited = {descriptor, POLLIN, 0};
    const int ready = poll(&waited, 1, kMilliseconds);
    if (ready > 0 || (ready < 0 && errno != EINTR)) {
      return true;
    }
  }
  return false;
}

}  // namespace resnext
