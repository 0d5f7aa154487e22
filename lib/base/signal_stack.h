// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

// Gives threads a stack for signal handlers, and installs handlers that use it.
namespace resnext {

/// Gives the calling thread a stack of its own for handlers that ask for one (SA_ONSTACK), unless
/// it has one or there is no memory for it. Threads that run oneDNN's generated code need it: that
/// code moves the stack pointer to where a handler's frame may have no room.
void use_signal_stack() noexcept;

/// Installs a handler that runs on such a stack, and gives the calling thread one. Returns what
/// handled the signal before. Call it in `main`.
struct sigaction handle_on_signal_stack(int signal,
                                        void (*handler)(int, siginfo_t*, void*)) noexcept;

}  // namespace resnext
