// SPDX-License-Identifier: Apache-2.0
#pragma once

// Finds out how many threads the system lets this process have.
namespace resnext {

/// Starts up to `wanted` threads, which live at the same time, ends them and returns how many could
/// be started.
int startable_threads(int wanted);

}  // namespace resnext
