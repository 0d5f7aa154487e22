// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "checkpoint/byte_reader.h"
#include "checkpoint/pickle_value.h"

// Reads values that stand in a pickle as such.
namespace resnext {

/// Returns the value of an opcode that only carries one: None, a number, text or bytes; nullopt for
/// other opcodes. Reads from `in` what follows the opcode. Throws CheckpointError if the pickle is
/// cut short.
std::optional<PickleValue> read_pickle_literal(std::uint8_t opcode, ByteReader& in);

}  // namespace resnext
