// SPDX-License-Identifier: Apache-2.0
#include "app/bus_error.h"

#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

#include "app/exit_code.h"
#include "base/files/mapping_registry.h"
#include "base/signal_stack.h"

namespace resnext {
namespace {

constexpr const char* kBefore = "resnext-classify: ";
constexpr const char* kAfter =
    ": can't be read any more: another program has made the file shorter, or its disk fails. Put "
    "the whole file back and start again; to replace a file that is in use, write a new one and "
    "rename it\n";

iovec text(const char* words) { return {const_cast<char*>(words), std::strlen(words)}; }

/// Calls only async-signal-safe functions, and never returns to the thread: where that was
/// oneDNN's generated code, the handler's frame may have overwritten its data.
void on_bus_error(int signal, siginfo_t* info, void* /*context*/) {
  static std::atomic_flag reported;
  const char* const file = mapped_file_at(info->si_addr);
  if (file == nullptr) {
    std::signal(signal, SIG_DFL);  // and the access is repeated
    return;
  }
  if (!reported.test_and_set()) {
    const std::array<iovec, 3> parts = {text(kBefore), text(file), text(kAfter)};
    const ssize_t ignored = writev(STDERR_FILENO, parts.data(), static_cast<int>(parts.size()));
    static_cast<void>(ignored);
    _exit(static_cast<int>(ExitCode::kModel));
  }
  while (true) {
    pause();  // another thread is ending the process
  }
}

}  // namespace

void report_bus_errors() { handle_on_signal_stack(SIGBUS, on_bus_error); }

}  // namespace resnext
