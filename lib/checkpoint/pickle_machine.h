#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/byte_reader.h"
#include "checkpoint/pickle_value.h"

namespace resnext {

/// Reads one pickle (protocols 2 to 5) without running anything: only the opcodes that torch.save
/// writes for dicts of tensors and plain values exist, and only the globals of torch_objects.h.
/// Nothing recurses; work and memory are bounded by the bytes read and by the heap's budget.
/// Opcodes after Python's pickletools.
class PickleMachine {
 public:
  /// `in` stands at the pickle's first byte, and after run() behind its last.
  PickleMachine(ByteReader& in, PickleHeap& heap) : in_(in), heap_(heap) {}

  /// The pickled value. Throws CheckpointError. Call once.
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
  std::vector<std::size_t> marks_;  ///< stack heights at each open MARK
  std::map<std::uint32_t, PickleValue> memo_;
};

}  // namespace resnext
