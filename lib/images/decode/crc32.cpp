// SPDX-License-Identifier: Apache-2.0
#include "images/decode/crc32.h"

#include <zlib.h>

namespace resnext {

std::uint32_t crc32(std::span<const std::byte> bytes) {
  const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
  // A null pointer asks zlib for the initial value, which is the checksum of no bytes.
  return static_cast<std::uint32_t>(::crc32_z(0, data, bytes.size()));
}

std::string loaded_zlib_version() { return ::zlibVersion(); }

}  // namespace resnext
