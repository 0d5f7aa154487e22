// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/environment.h"

// Speaks with systemd, which may have started the server.
namespace resnext {

/// Tells systemd that the server is ready, if it wants to know (NOTIFY_SOCKET, sd_notify(3)). Does
/// nothing where that fails: systemd's own time limit will tell.
void notify_ready(const Environment& environment);

}  // namespace resnext
