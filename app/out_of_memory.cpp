// SPDX-License-Identifier: Apache-2.0
#include "app/out_of_memory.h"

#include <unistd.h>

#include <cstring>
#include <exception>
#include <new>

#include "app/exit_code.h"

namespace resnext {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): handlers take no arguments
std::terminate_handler default_handler = nullptr;

void on_terminate() {
  try {
    if (const std::exception_ptr current = std::current_exception()) {
      std::rethrow_exception(current);
    }
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (...) {  // a mistake in the program
  }
  default_handler();
}

}  // namespace

void end_without_memory() {
  constexpr const char* kMessage = "resnext-classify: not enough memory\n";
  const ssize_t ignored = ::write(STDERR_FILENO, kMessage, std::strlen(kMessage));
  static_cast<void>(ignored);
  _exit(static_cast<int>(ExitCode::kModel));
}

void report_out_of_memory() { default_handler = std::set_terminate(on_terminate); }

}  // namespace resnext
