// SPDX-License-Identifier: Apache-2.0
#pragma once

// SIGSEGV: oneDNN has used a null pointer where it got no memory.
namespace resnext {

/// From now on, an access to a null pointer inside UncheckedAllocations ends the process with a
/// message and exit code 3. Any other SIGSEGV is handled as before. Call it first in `main`.
void report_null_accesses();

}  // namespace resnext
