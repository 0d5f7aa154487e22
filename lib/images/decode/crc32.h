// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// The checksum of PNG's chunks.
namespace resnext {

/// Returns the CRC-32 as PNG uses it (polynomial 0xEDB88320, reflected). Thread-safe.
/// Source: PNG specification, annex D.
std::uint32_t crc32(std::span<const std::byte> bytes);

/// Returns the version of the zlib that is loaded: "1.2.13".
std::string loaded_zlib_version();

}  // namespace resnext
