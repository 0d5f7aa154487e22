// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/byte_reader.h"
#include "checkpoint/pickle_value.h"

// Reads pickles without running code.
namespace resnext {

/// Reads one pickle (protocols 2 to 5) without running anything: knows only the opcodes that
/// torch.save writes for dicts of tensors and plain values, and only the globals of
/// torch_objects.h. Never recurses; the bytes read and the heap's budget bound work and memory.
/// Source: Python's pickletools.
class PickleMachine {
 public:
  /// Begins at the next byte of `in`. Both arguments must outlive the machine.
  PickleMachine(ByteReader& in, PickleHeap& heap) : in_(in), heap_(heap) {}

  /// Returns the pickled value and leaves `in` behind the pickle. Throws CheckpointError. Call
  /// once.
  PickleValue run();

 private:
  void execute(std::uint8_t opcode);
  bool build_container(std::uint8_t opcode);
  bool use_memo(std::uint8_t opcode);
  bool call(std::uint8_t opcode);

  void push(const PickleValue& value) { stack_.push_back(value); }
  PickleValue pop();
  PickleValue& top();
  std::vector<PickleValue> pop_to_mark();

  void push_tuple(std::size_t count);
  void append(const std::vector<PickleValue>& values);
  void set_items(const std::vector<PickleValue>& values);
  void build();
  std::string_view line();
  [[noreturn]] void fail(const std::string& what) const;

  ByteReader& in_;
  PickleHeap& heap_;
  std::vector<PickleValue> stack_;
  std::vector<std::size_t> marks_;  ///< the stack's height at each open MARK
  std::map<std::uint32_t, PickleValue> memo_;
};

}  // namespace resnext
