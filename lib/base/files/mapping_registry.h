// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

// Tells which file is mapped at an address. A signal handler knows nothing but the address, and
// can't be handed an object: the registry is the process's only one, and of a fixed size.
namespace resnext {

/// Remembers that `bytes` are those of `path`, until forget_mapping. Without effect if there are
/// 64 mappings already. Thread-safe.
void register_mapping(std::span<const std::byte> bytes, const std::filesystem::path& path) noexcept;

/// Forgets a mapping; call it before the address is free for others. Thread-safe.
void forget_mapping(std::span<const std::byte> bytes) noexcept;

/// Returns the path of the file that is mapped at `address`, printable and at most 1023 bytes long,
/// or nullptr if there is none. Async-signal-safe.
const char* mapped_file_at(const void* address) noexcept;

}  // namespace resnext
