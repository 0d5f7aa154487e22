// SPDX-License-Identifier: Apache-2.0
#pragma once

// Marks calls of libraries that don't check whether they have got memory.
namespace resnext {

/// Marks the calling thread, for as long as the object lives, as running library code that does not
/// check for failed allocations and mappings and so uses a null pointer after one. A signal handler
/// may take such an access for a lack of memory. Objects may nest.
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
