// SPDX-License-Identifier: Apache-2.0
#pragma once

// Marks calls of libraries that don't check whether they have got memory.
namespace resnext {

/// While one exists, the calling thread is in a library that goes on with a null pointer where an
/// allocation or a mapping has failed: a signal handler may then take an access to it for a lack of
/// memory. They nest.
class UncheckedAllocations {
 public:
  UncheckedAllocations() noexcept;
  UncheckedAllocations(const UncheckedAllocations&) = delete;
  UncheckedAllocations& operator=(const UncheckedAllocations&) = delete;
  ~UncheckedAllocations();
};

/// Returns whether the calling thread is inside such a call. Async-signal-safe.
bool in_unchecked_allocations() noexcept;

}  // namespace resnext
