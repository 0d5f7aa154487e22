#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace resnext {

/// CRC-32 as PNG uses it (polynomial 0xEDB88320, reflected). Source: PNG specification, annex D.
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace resnext
