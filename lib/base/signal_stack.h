// SPDX-License-Identifier: Apache-2.0
#pragma once

// Gives threads a stack for signal handlers.
namespace resnext {

/// Gives the calling thread a stack of its own for handlers that ask for one (SA_ONSTACK), unless
/// it has one or there is no memory for it. Threads that run oneDNN's generated code need it: that
/// code moves the stack pointer to where a handler's frame may have no room.
void use_signal_stack() noexcept;

}  // namespace resnext
