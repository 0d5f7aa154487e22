// SPDX-License-Identifier: Apache-2.0
// The environment says what happens:
//   FAULT_LOG    where the counts go, or the fault and its stack
//   FAULT_KIND   a name in kKinds; without it nothing fails
//   FAULT_AT     which call of this kind fails, counted from 1
//   FAULT_ERRNO  what it fails with
//   FAULT_SITES  set: the log also gets the first allocation from each call stack
//   FAULT_SHORT  set: that write writes half of its bytes, and the next one to this file fails
//
// Counts begin with main() and end with it. Before it, the loader and the constructors of some 40
// libraries allocate and read, and what fails there ends the process before any of the program's
// code has run; after it, the exit code is chosen.
#include "fault.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "call_sites.h"

namespace faults {
namespace {

constexpr std::array<const char*, kCount> kKinds = {"open",     "read",  "write", "fsync",
                                                    "rename",   "mmap",  "alloc", "close",
                                                    "truncate", "mkdir", "flock", "thread"};
constexpr int kDeepest = 40;

std::atomic<bool> counting = false;
std::array<std::atomic<long>, kCount> counts;
const char* log_name = nullptr;
int failing_kind = -1;
long failing_call = 0;
int failing_errno = EIO;
bool failing_short = false;
bool noting_sites = false;
std::atomic<int> doomed_file = kNoFile;  // it has got half of a write
thread_local bool busy __attribute__((tls_model("initial-exec"))) = false;

/// Appends to the log without any of the functions below.
void log_text(const char* text) {
  const long file =
      syscall(SYS_openat, AT_FDCWD, log_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  syscall(SYS_write, file, text, std::strlen(text));
  syscall(SYS_close, file);
}

void log_stack() {
  std::array<void*, kDeepest> frames;
  const int depth = backtrace(frames.data(), kDeepest);
  for (int i = 0; i < depth; ++i) {
    Dl_info info = {};
    std::array<char, 512> line;
    if (dladdr(frames[static_cast<std::size_t>(i)], &info) != 0 && info.dli_fname != nullptr) {
      const auto offset = static_cast<const char*>(frames[static_cast<std::size_t>(i)]) -
                          static_cast<const char*>(info.dli_fbase);
      std::snprintf(line.data(), line.size(), "at %s %#lx %s\n", info.dli_fname,
                    static_cast<unsigned long>(offset), info.dli_sname ? info.dli_sname : "?");
      log_text(line.data());
    }
  }
}

void log_fault(const char* function, const char* path, int file) {
  std::array<char, 512> name = {};
  if (file != kNoFile) {
    std::array<char, 32> link;
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
    syscall(SYS_readlinkat, AT_FDCWD, link.data(), name.data(), name.size() - 1);
    path = name.data();
  }
  std::array<char, 700> line;
  std::snprintf(line.data(), line.size(), "fault %s %d %s\n", function, file, path ? path : "");
  log_text(line.data());
  log_stack();
}

/// Logs where the program crashes, for exceptions.py, and lets it.
void log_crash(int signal) {
  busy = true;
  log_text("crash\n");
  log_stack();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void log_site(long number, std::uint64_t place) {
  std::array<char, 64> line;
  std::snprintf(line.data(), line.size(), "site %ld %#lx\n", number, place);
  log_text(line.data());
}

Main* real_main = nullptr;

int counted_main(int argc, char** argv, char** environment) {
  counting = failing_kind >= 0 || log_name != nullptr;
  if (log_name != nullptr) {
    std::signal(SIGSEGV, log_crash);
    std::signal(SIGABRT, log_crash);
  }
  const int code = real_main(argc, argv, environment);
  counting = false;
  if (log_name != nullptr && failing_kind < 0) {
    for (std::size_t kind = 0; kind < kCount; ++kind) {
      std::array<char, 64> line;
      std::snprintf(line.data(), line.size(), "count %s %ld\n", kKinds[kind], counts[kind].load());
      log_text(line.data());
    }
    for_each_call_site(log_site);
  }
  return code;
}

__attribute__((constructor)) void set_up() {
  std::array<void*, 4> frames;
  backtrace(frames.data(), 4);  // its first call allocates
  log_name = std::getenv("FAULT_LOG");
  const char* const kind = std::getenv("FAULT_KIND");
  for (int i = 0; kind != nullptr && i < kCount; ++i) {
    failing_kind = std::strcmp(kind, kKinds[static_cast<std::size_t>(i)]) == 0 ? i : failing_kind;
  }
  const char* const call = std::getenv("FAULT_AT");
  failing_call = call ? std::atol(call) : 0;
  const char* const number = std::getenv("FAULT_ERRNO");
  failing_errno = number ? std::atoi(number) : EIO;
  failing_short = std::getenv("FAULT_SHORT") != nullptr;
  noting_sites = std::getenv("FAULT_SITES") != nullptr;
}

}  // namespace

bool fails(Kind kind, const char* function, const char* path, int file) {
  if (!counting || busy) {
    return false;
  }
  const long number = ++counts[kind];
  if (noting_sites && kind == kMemory) {
    busy = true;
    note_call_site(number);
    busy = false;
  }
  if (kind != failing_kind || number != failing_call) {
    return false;
  }
  busy = true;
  log_fault(function, path, file);
  busy = false;
  errno = failing_errno;
  return true;
}

bool write_fails(const char* function, int file, std::size_t* bytes) {
  if (file == doomed_file) {
    errno = failing_errno;
    doomed_file = kNoFile;
    return true;
  }
  if (!fails(kWrite, function, nullptr, file)) {
    return false;
  }
  if (!failing_short || *bytes < 2) {
    return true;
  }
  *bytes /= 2;
  doomed_file = file;
  return false;
}

Main* counted(Main* program) {
  real_main = program;
  return counted_main;
}

}  // namespace faults
