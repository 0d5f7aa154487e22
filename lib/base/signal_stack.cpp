// SPDX-License-Identifier: Apache-2.0
#include "base/signal_stack.h"

#include <csignal>
#include <cstddef>
#include <memory>
#include <new>

namespace resnext {
namespace {

// The kernel stores all registers there: about 11 kB with AMX.
constexpr std::size_t kSize = 65536;

class SignalStack {
 public:
  SignalStack() noexcept {
    stack_t current{};
    if (sigaltstack(nullptr, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0) {
      return;  // a sanitizer's, perhaps
    }
    memory_.reset(new (std::nothrow) std::byte[kSize]);
    stack_t own{};
    own.ss_sp = memory_.get();
    own.ss_size = kSize;
    if (memory_ && sigaltstack(&own, nullptr) != 0) {
      memory_.reset();
    }
  }
  ~SignalStack() {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    if (memory_) {
      sigaltstack(&none, nullptr);
    }
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  std::unique_ptr<std::byte[]> memory_;
};

}  // namespace

void use_signal_stack() noexcept {
  static thread_local const SignalStack stack;
  static_cast<void>(stack);
}

struct sigaction handle_on_signal_stack(int signal,
                                        void (*handler)(int, siginfo_t*, void*)) noexcept {
  use_signal_stack();
  struct sigaction action {};
  struct sigaction earlier {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &earlier);
  return earlier;
}

}  // namespace resnext
