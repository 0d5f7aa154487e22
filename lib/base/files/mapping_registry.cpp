// SPDX-License-Identifier: Apache-2.0
#include "base/files/mapping_registry.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "base/text/printable.h"

namespace resnext {
namespace {

enum class State { kFree, kChanging, kUsed };

struct Slot {
  std::atomic<State> state = State::kFree;
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  std::array<char, 1024> name{};
};
static_assert(std::atomic<State>::is_always_lock_free);

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): see the header
constinit std::array<Slot, 64> slots;

}  // namespace

void register_mapping(std::span<const std::byte> bytes,
                      const std::filesystem::path& path) noexcept {
  try {
    const std::string name = printable(path.string());
    for (Slot& slot : slots) {
      State free = State::kFree;
      if (!slot.state.compare_exchange_strong(free, State::kChanging)) {
        continue;
      }
      slot.begin = reinterpret_cast<std::uintptr_t>(bytes.data());
      slot.end = slot.begin + bytes.size();
      const std::size_t length = std::min(name.size(), slot.name.size() - 1);
      std::copy_n(name.begin(), length, slot.name.begin());
      slot.name[length] = '\0';
      slot.state = State::kUsed;
      return;
    }
  } catch (...) {  // no memory for the name: the file stays unknown
  }
}

void forget_mapping(std::span<const std::byte> bytes) noexcept {
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  for (Slot& slot : slots) {
    if (slot.state == State::kUsed && slot.begin == begin) {
      slot.state = State::kFree;
      return;
    }
  }
}

const char* mapped_file_at(const void* address) noexcept {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  for (const Slot& slot : slots) {
    if (slot.state == State::kUsed && wanted >= slot.begin && wanted < slot.end) {
      return slot.name.data();
    }
  }
  return nullptr;
}

}  // namespace resnext
