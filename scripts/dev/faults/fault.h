// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

// Counts a program's system calls and allocations, and decides which one fails. Part of the library
// that inject.py preloads (LD_PRELOAD).
namespace faults {

enum Kind {
  kOpen,
  kRead,
  kWrite,
  kSync,
  kRename,
  kMap,
  kMemory,
  kClose,
  kTruncate,
  kFolder,
  kLock,
  kThread,
  kCount
};

constexpr int kNoFile = -1;

/// Counts a call; returns true, with errno set, if it is the one to fail. `path` or `file` is what
/// the call is about, for the log.
bool fails(Kind kind, const char* function, const char* path = nullptr, int file = kNoFile);

/// Does the same for a write. With FAULT_SHORT it halves `*bytes` instead, and the next write to
/// this file fails.
bool write_fails(const char* function, int file, std::size_t* bytes);

using Main = int(int, char**, char**);

/// Returns a main() that runs `program` and counts while it runs.
Main* counted(Main* program);

}  // namespace faults
