// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_opcodes.h"

#include <array>

namespace resnext {
namespace {

struct RefusedOpcode {
  std::uint8_t code;
  const char* name;
};

constexpr std::array<RefusedOpcode, 26> kRefused = {{
    {'0', "POP"},          {'1', "POP_MARK"},
    {'2', "DUP"},          {'F', "FLOAT"},
    {'I', "INT"},          {'L', "LONG"},
    {'P', "PERSID"},       {'S', "STRING"},
    {'V', "UNICODE"},      {'d', "DICT"},
    {'g', "GET"},          {'i', "INST"},
    {'l', "LIST"},         {'o', "OBJ"},
    {'p', "PUT"},          {0x81, "NEWOBJ"},
    {0x82, "EXT1"},        {0x83, "EXT2"},
    {0x84, "EXT4"},        {0x8F, "EMPTY_SET"},
    {0x90, "ADDITEMS"},    {0x91, "FROZENSET"},
    {0x92, "NEWOBJ_EX"},   {0x96, "BYTEARRAY8"},
    {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"},
}};

}  // namespace

const char* refused_opcode_name(std::uint8_t opcode) {
  for (const RefusedOpcode& refused : kRefused) {
    if (refused.code == opcode) {
      return refused.name;
    }
  }
  return "unknown";
}

}  // namespace resnext
