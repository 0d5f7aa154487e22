#pragma once

#include <cstdint>
#include <optional>

#include "checkpoint/byte_reader.h"
#include "checkpoint/pickle_value.h"

namespace resnext {

/// The value of an opcode that only carries one: None, a number, text or bytes. `in` stands behind
/// the opcode. Nothing for other opcodes. Throws CheckpointError if the pickle is cut short.
std::optional<PickleValue> read_pickle_literal(std::uint8_t opcode, ByteReader& in);

}  // namespace resnext
