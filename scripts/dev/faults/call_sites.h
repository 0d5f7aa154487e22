// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Tells calls from different places apart: a program allocates a hundred thousand times from a few
// thousand places.
namespace faults {

/// Remembers that call `number` came from the present call stack, if no call did before. Compares
/// the ten innermost functions. Thread-safe; allocates nothing.
void note_call_site(long number);

/// Calls `use` with the number of the first call from each place, and with a number that stands for
/// the place in other processes, too.
void for_each_call_site(void (*use)(long number, std::uint64_t place));

}  // namespace faults
