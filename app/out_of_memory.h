// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where an allocation fails out of reach of the handlers in main: in a function of a library that
// may not throw, or in one of its threads.
namespace resnext {

/// Ends the process with a message and exit code 3. Allocates nothing; async-signal-safe.
[[noreturn]] void end_without_memory();

/// From now on std::bad_alloc ends the process with a message and exit code 3 where it would
/// otherwise call std::terminate. Any other exception still aborts.
void report_out_of_memory();

}  // namespace resnext
