// SPDX-License-Identifier: Apache-2.0
#include "base/unchecked_allocations.h"

#include <csignal>

namespace resnext {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): signal handlers read it
thread_local volatile std::sig_atomic_t depth = 0;

}  // namespace

UncheckedAllocations::UncheckedAllocations() noexcept { depth = depth + 1; }

UncheckedAllocations::~UncheckedAllocations() { depth = depth - 1; }

bool in_unchecked_allocations() noexcept { return depth > 0; }

}  // namespace resnext
