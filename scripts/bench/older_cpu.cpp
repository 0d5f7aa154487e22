// SPDX-License-Identifier: Apache-2.0
// Preloaded, makes a program believe that it runs on an older CPU, so that all contenders of a
// benchmark can be compared as they run there:
//   OLDER_CPU=avx2 LD_PRELOAD=build/release/bench/libolder_cpu.so PROGRAM
// avx2 hides AVX-512 and AMX, avx512 hides AMX alone. Needs Linux on an x86-64 CPU that can trap
// CPUID (flag cpuid_fault). The instructions still work: only who asks for them is told no. oneDNN
// asks before this is loaded where a program is linked to it: ONEDNN_MAX_CPU_ISA limits it.
#include <dlfcn.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr long kSetCpuid = 0x1012;  // arch_prctl's ARCH_SET_CPUID: 0 traps the instruction
bool hides_avx512 = false;

constexpr std::uint32_t bits() { return 0; }
template <typename... More>
constexpr std::uint32_t bits(int first, More... more) {
  return 1U << first | bits(more...);
}

// Intel's Software Developer's Manual, volume 2A, CPUID.
constexpr std::uint32_t kLeaf7Edx = bits(22, 24, 25);  // AMX-BF16, AMX-TILE, AMX-INT8
constexpr std::uint32_t kLeaf7Sub1Eax = bits(21);      // AMX-FP16
constexpr std::uint32_t kLeaf7EbxAvx512 = bits(16, 17, 21, 26, 27, 28, 30, 31);
constexpr std::uint32_t kLeaf7EcxAvx512 = bits(1, 6, 11, 12, 14);
constexpr std::uint32_t kLeaf7EdxAvx512 = bits(2, 3, 8, 23);
constexpr std::uint32_t kLeaf7Sub1EaxNewer = bits(4, 5, 23);  // AVX-VNNI, AVX512-BF16, AVX-IFMA

struct Registers {
  std::uint32_t eax, ebx, ecx, edx;
};

Registers cpuid(std::uint32_t leaf, std::uint32_t sub) {
  Registers found{};
  syscall(SYS_arch_prctl, kSetCpuid, 1);
  __asm__ volatile("cpuid"
                   : "=a"(found.eax), "=b"(found.ebx), "=c"(found.ecx), "=d"(found.edx)
                   : "a"(leaf), "c"(sub));
  syscall(SYS_arch_prctl, kSetCpuid, 0);
  return found;
}

Registers older(std::uint32_t leaf, std::uint32_t sub) {
  Registers found = cpuid(leaf, sub);
  if (leaf == 7 && sub == 0) {
    found.edx &= ~kLeaf7Edx;
    if (hides_avx512) {
      found.ebx &= ~kLeaf7EbxAvx512;
      found.ecx &= ~kLeaf7EcxAvx512;
      found.edx &= ~kLeaf7EdxAvx512;
    }
  } else if (leaf == 7 && sub == 1) {
    found.eax &= ~(hides_avx512 ? kLeaf7Sub1Eax | kLeaf7Sub1EaxNewer : kLeaf7Sub1Eax);
  }
  return found;
}

using Sigaction = int(int, const struct sigaction*, struct sigaction*);

Sigaction* real_sigaction() {
  static auto* const found = reinterpret_cast<Sigaction*>(dlsym(RTLD_NEXT, "sigaction"));
  return found;
}

void on_fault(int signal, siginfo_t*, void* context) {
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const auto* const code = reinterpret_cast<const unsigned char*>(registers[REG_RIP]);
  if (code[0] != 0x0F || code[1] != 0xA2) {  // a fault of the program's own
    struct sigaction ordinary {};
    real_sigaction()(signal, &ordinary, nullptr);
    return;
  }
  const Registers found = older(static_cast<std::uint32_t>(registers[REG_RAX]),
                                static_cast<std::uint32_t>(registers[REG_RCX]));
  registers[REG_RAX] = found.eax;
  registers[REG_RBX] = found.ebx;
  registers[REG_RCX] = found.ecx;
  registers[REG_RDX] = found.edx;
  registers[REG_RIP] += 2;
}

__attribute__((constructor)) void pretend() {
  const char* const cpu = std::getenv("OLDER_CPU");
  if (cpu == nullptr) {
    return;
  }
  hides_avx512 = std::strcmp(cpu, "avx2") == 0;
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  real_sigaction()(SIGSEGV, &action, nullptr);
  if ((!hides_avx512 && std::strcmp(cpu, "avx512") != 0) ||
      syscall(SYS_arch_prctl, kSetCpuid, 0) != 0) {
    std::fputs("OLDER_CPU must be avx2 or avx512, on a CPU that can trap CPUID\n", stderr);
    std::_Exit(1);
  }
}

bool is_ours(int signal) { return signal == SIGSEGV && std::getenv("OLDER_CPU") != nullptr; }

}  // namespace

/// Node.js resets all handlers when it starts; the one for CPUID must stay.
extern "C" int sigaction(int signal, const struct sigaction* action, struct sigaction* old) {
  if (!is_ours(signal)) {
    return real_sigaction()(signal, action, old);
  }
  if (old != nullptr) {
    *old = {};  // SIG_DFL
  }
  return 0;
}

extern "C" sighandler_t signal(int signal, sighandler_t handler) {
  using Signal = sighandler_t(int, sighandler_t);
  static auto* const real = reinterpret_cast<Signal*>(dlsym(RTLD_NEXT, "signal"));
  return is_ours(signal) ? SIG_DFL : real(signal, handler);
}
