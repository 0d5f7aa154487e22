// SPDX-License-Identifier: Apache-2.0
#pragma once

// SIGBUS: a mapped file has become shorter, or can't be read from its disk.
namespace resnext {

/// From now on an access to a mapped file's missing bytes ends the process with a message that
/// names the file, and exit code 3. Any other SIGBUS kills the process as before. Call it first in
/// `main`.
void report_bus_errors();

}  // namespace resnext
