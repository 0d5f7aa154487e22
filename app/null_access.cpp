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

/// Returns true for the first pages, which are never mapped: a null pointer, or a member behind it.
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

void report_null_accesses() {
  use_signal_stack();
  struct sigaction action {};
  action.sa_sigaction = on_access;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &earlier);
}

}  // namespace resnext
