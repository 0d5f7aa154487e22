// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// The checksum of PNG's chunks.
namespace resnext {

/// Returns the CRC-32 as PNG uses it (polynomial 0xEDB88320, reflected). Thread-safe.
/// Source: PNG specification, annex D.
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace resnext
