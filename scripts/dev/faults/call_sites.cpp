// SPDX-License-Identifier: Apache-2.0
#include "call_sites.h"

#include <dlfcn.h>
#include <execinfo.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace faults {
namespace {

constexpr int kFrames = 10;
constexpr int kOwnFrames = 3;  // this file, fails() and malloc()
constexpr std::size_t kSlots = std::size_t{1} << 17;

/// An open-addressing hash table; 0 is an empty slot.
std::array<std::atomic<std::uint64_t>, kSlots> stacks;
std::array<std::atomic<long>, kSlots> first_calls;

/// Mixes a value into an FNV-1a hash of 64 bits.
void mix(std::uint64_t& hash, std::uint64_t value) {
  hash ^= value;
  hash *= 1099511628211U;
}

/// Hashes the names of files and the offsets in them: the loader places files elsewhere in each
/// run.
std::uint64_t hash_of_stack() {
  std::array<void*, kFrames + kOwnFrames> frames;
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  std::uint64_t hash = 14695981039346656037U;
  for (int i = kOwnFrames; i < depth; ++i) {
    const void* const frame = frames[static_cast<std::size_t>(i)];
    Dl_info info = {};
    if (dladdr(frame, &info) == 0 || info.dli_fname == nullptr) {
      mix(hash, 0);  // generated code
      continue;
    }
    for (const char* letter = info.dli_fname; *letter != '\0'; ++letter) {
      mix(hash, static_cast<unsigned char>(*letter));
    }
    mix(hash,
        reinterpret_cast<std::uintptr_t>(frame) - reinterpret_cast<std::uintptr_t>(info.dli_fbase));
  }
  return hash != 0 ? hash : 1;
}

}  // namespace

void note_call_site(long number) {
  const std::uint64_t hash = hash_of_stack();
  std::size_t slot = (hash >> 20) % kSlots;
  for (std::size_t tried = 0; tried < kSlots; ++tried, slot = (slot + 1) % kSlots) {
    std::uint64_t found = 0;
    if (stacks[slot].compare_exchange_strong(found, hash)) {
      first_calls[slot] = number;
      return;
    }
    if (found == hash) {
      return;
    }
  }
}

void for_each_call_site(void (*use)(long number, std::uint64_t place)) {
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    if (first_calls[slot] != 0) {
      use(first_calls[slot], stacks[slot]);
    }
  }
}

}  // namespace faults
