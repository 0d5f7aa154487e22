// SPDX-License-Identifier: Apache-2.0
#include "app/null_access.h"

#include <csignal>
#include <cstdint>

#include "app/out_of_memory.h"
#include "base/signal_stack.h"
#include "base/unchecked_allocations.h"

namespace resnext {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): handlers take no arguments
struct sigaction earlier {};

/// Returns whether the access went through a null pointer, directly or to a member. The first pages
/// of the address space are never mapped.
bool is_null(const siginfo_t& info) {
  constexpr std::uintptr_t kEnd = 1 << 16;
  return info.si_code == SEGV_MAPERR && reinterpret_cast<std::uintptr_t>(info.si_addr) < kEnd;
}

void on_access(int signal, siginfo_t* info, void* /*context*/) {
  if (in_unchecked_allocations() && is_null(*info)) {
    end_without_memory();
  }
  sigaction(signal, &earlier, nullptr);  // and the access is repeated
}

}  // namespace

void report_null_accesses() { earlier = handle_on_signal_stack(SIGSEGV, on_access); }

}  // namespace resnext
