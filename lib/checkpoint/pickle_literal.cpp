// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_literal.h"

#include <bit>
#include <cstring>

#include "checkpoint/pickle_opcodes.h"

namespace resnext {
namespace {

/// Reads two's complement of any length.
PickleValue to_integer(std::string_view bytes) {
  if (bytes.size() > sizeof(std::int64_t)) {
    return PickleBigInt{bytes};
  }
  const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
  std::int64_t value = negative ? -1 : 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return value;
}

}  // namespace

std::optional<PickleValue> read_pickle_literal(std::uint8_t opcode, ByteReader& in) {
  switch (static_cast<PickleOpcode>(opcode)) {
    case PickleOpcode::kNone:
      return PickleNone{};
    case PickleOpcode::kNewTrue:
      return true;
    case PickleOpcode::kNewFalse:
      return false;
    case PickleOpcode::kBinInt:
      return std::int64_t{in.read<std::int32_t>()};
    case PickleOpcode::kBinInt1:
      return std::int64_t{in.read<std::uint8_t>()};
    case PickleOpcode::kBinInt2:
      return std::int64_t{in.read<std::uint16_t>()};
    case PickleOpcode::kLong1:
      return to_integer(in.take_text(in.read<std::uint8_t>()));
    case PickleOpcode::kLong4:
      return to_integer(in.take_text(in.read<std::uint32_t>()));
    case PickleOpcode::kBinFloat:  // the one big-endian number
      return std::bit_cast<double>(__builtin_bswap64(in.read<std::uint64_t>()));
    case PickleOpcode::kShortBinString:  // str of Python 2
    case PickleOpcode::kShortBinUnicode:
      return in.take_text(in.read<std::uint8_t>());
    case PickleOpcode::kBinString:
    case PickleOpcode::kBinUnicode:
      return in.take_text(in.read<std::uint32_t>());
    case PickleOpcode::kBinUnicode8:
      return in.take_text(in.read<std::uint64_t>());
    case PickleOpcode::kShortBinBytes:
      return PickleBytes{in.take_text(in.read<std::uint8_t>())};
    case PickleOpcode::kBinBytes:
      return PickleBytes{in.take_text(in.read<std::uint32_t>())};
    case PickleOpcode::kBinBytes8:
      return PickleBytes{in.take_text(in.read<std::uint64_t>())};
    default:
      return std::nullopt;
  }
}

}  // namespace resnext
