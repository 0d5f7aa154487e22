// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_machine.h"

#include <fmt/format.h>

#include <optional>

#include "base/error.h"
#include "checkpoint/pickle_literal.h"
#include "checkpoint/pickle_opcodes.h"
#include "checkpoint/torch_objects.h"

namespace resnext {

PickleValue PickleMachine::run() {
  for (;;) {
    heap_.spend(1);
    const auto opcode = in_.read<std::uint8_t>();
    if (opcode == static_cast<std::uint8_t>(PickleOpcode::kStop)) {
      return pop();
    }
    execute(opcode);
  }
}

void PickleMachine::execute(std::uint8_t opcode) {
  switch (static_cast<PickleOpcode>(opcode)) {
    case PickleOpcode::kProto:
      if (const auto protocol = in_.read<std::uint8_t>(); protocol < 2 || protocol > 5) {
        fail(fmt::format("pickle protocol {} instead of 2 to 5", protocol));
      }
      return;
    case PickleOpcode::kFrame:
      in_.read<std::uint64_t>();  // a hint for buffered reading
      return;
    case PickleOpcode::kMark:
      marks_.push_back(stack_.size());
      return;
    default:
      break;
  }
  if (const std::optional<PickleValue> literal = read_pickle_literal(opcode, in_)) {
    push(*literal);
    return;
  }
  if (build_container(opcode) || use_memo(opcode) || call(opcode)) {
    return;
  }
  throw CheckpointError(fmt::format(
      "pickle opcode {:#04x} ({}) at offset {}: no state dict needs it; the file is damaged or "
      "wants to run code, and is refused. If you trust it, load it in PyTorch and save its "
      "state_dict() alone",
      opcode, refused_opcode_name(opcode), in_.position() - 1));
}

bool PickleMachine::build_container(std::uint8_t opcode) {
  switch (static_cast<PickleOpcode>(opcode)) {
    case PickleOpcode::kEmptyTuple:
      push_tuple(0);
      return true;
    case PickleOpcode::kTuple1:
      push_tuple(1);
      return true;
    case PickleOpcode::kTuple2:
      push_tuple(2);
      return true;
    case PickleOpcode::kTuple3:
      push_tuple(3);
      return true;
    case PickleOpcode::kTuple:
      push(static_cast<const PickleTuple*>(heap_.add(PickleTuple{pop_to_mark()})));
      return true;
    case PickleOpcode::kEmptyList:
      push(heap_.add(PickleList{}));
      return true;
    case PickleOpcode::kAppend:
      append({pop()});
      return true;
    case PickleOpcode::kAppends:
      append(pop_to_mark());
      return true;
    case PickleOpcode::kEmptyDict:
      push(heap_.add(PickleDict{}));
      return true;
    case PickleOpcode::kSetItem: {
      const PickleValue value = pop();
      set_items({pop(), value});
      return true;
    }
    case PickleOpcode::kSetItems:
      set_items(pop_to_mark());
      return true;
    default:
      return false;
  }
}

bool PickleMachine::use_memo(std::uint8_t opcode) {
  const auto get = [this](std::uint32_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) {
      fail(fmt::format("memo slot {} is read before it is written", slot));
    }
    push(found->second);
  };
  switch (static_cast<PickleOpcode>(opcode)) {
    case PickleOpcode::kBinGet:
      get(in_.read<std::uint8_t>());
      return true;
    case PickleOpcode::kLongBinGet:
      get(in_.read<std::uint32_t>());
      return true;
    case PickleOpcode::kBinPut:
      memo_[in_.read<std::uint8_t>()] = top();
      return true;
    case PickleOpcode::kLongBinPut:
      memo_[in_.read<std::uint32_t>()] = top();
      return true;
    case PickleOpcode::kMemoize:
      memo_[static_cast<std::uint32_t>(memo_.size())] = top();
      return true;
    default:
      return false;
  }
}

bool PickleMachine::call(std::uint8_t opcode) {
  switch (static_cast<PickleOpcode>(opcode)) {
    case PickleOpcode::kGlobal: {
      const std::string_view module = line();
      push(find_torch_global(module, line()));
      return true;
    }
    case PickleOpcode::kStackGlobal: {
      const PickleValue name = pop();
      const PickleValue module = pop();
      const auto* const name_text = std::get_if<std::string_view>(&name);
      const auto* const module_text = std::get_if<std::string_view>(&module);
      if (name_text == nullptr || module_text == nullptr) {
        fail("a global's name is not text");
      }
      push(find_torch_global(*module_text, *name_text));
      return true;
    }
    case PickleOpcode::kReduce: {
      const PickleValue arguments = pop();
      const PickleValue function = pop();
      const auto* const tuple = std::get_if<const PickleTuple*>(&arguments);
      const auto* const global = std::get_if<PickleGlobal>(&function);
      if (tuple == nullptr || global == nullptr) {
        fail(fmt::format("{} is called with {}", describe(function), describe(arguments)));
      }
      push(call_torch_global(*global, **tuple, heap_));
      return true;
    }
    case PickleOpcode::kBuild:
      build();
      return true;
    case PickleOpcode::kBinPersId:
      push(load_torch_storage(pop(), heap_));
      return true;
    default:
      return false;
  }
}

PickleValue& PickleMachine::top() {
  const std::size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= floor) {
    fail("a value is missing on the stack");
  }
  return stack_.back();
}

PickleValue PickleMachine::pop() {
  const PickleValue value = top();
  stack_.pop_back();
  return value;
}

std::vector<PickleValue> PickleMachine::pop_to_mark() {
  if (marks_.empty()) {
    fail("a mark is missing on the stack");
  }
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  marks_.pop_back();
  std::vector<PickleValue> values(first, stack_.end());
  stack_.erase(first, stack_.end());
  return values;
}

void PickleMachine::push_tuple(std::size_t count) {
  PickleTuple tuple;
  tuple.items.resize(count);
  while (count > 0) {
    tuple.items[--count] = pop();
  }
  push(static_cast<const PickleTuple*>(heap_.add(std::move(tuple))));
}

void PickleMachine::append(const std::vector<PickleValue>& values) {
  const auto* const list = std::get_if<PickleList*>(&top());
  if (list == nullptr) {
    fail("items are appended to " + describe(top()));
  }
  (*list)->items.insert((*list)->items.end(), values.begin(), values.end());
}

void PickleMachine::set_items(const std::vector<PickleValue>& values) {
  const auto* const dict = std::get_if<PickleDict*>(&top());
  if (dict == nullptr || values.size() % 2 != 0) {
    fail(fmt::format("{} keys and values are set in {}", values.size(), describe(top())));
  }
  for (std::size_t i = 0; i < values.size(); i += 2) {
    (*dict)->items.emplace_back(values[i], values[i + 1]);
  }
}

void PickleMachine::build() {
  // nn.Module.state_dict() gives its OrderedDict an attribute, _metadata: nothing in it is needed.
  const PickleValue state = pop();
  const auto* const target = std::get_if<PickleDict*>(&top());
  if (target == nullptr || !(*target)->ordered || !std::holds_alternative<PickleDict*>(state)) {
    fail(fmt::format("attributes, {}, are given to {}", describe(state), describe(top())));
  }
}

std::string_view PickleMachine::line() {
  constexpr std::size_t kLongest = 1000;
  ByteReader ahead = in_;
  std::size_t length = 0;
  while (ahead.read<char>() != '\n') {
    if (++length > kLongest) {
      fail(fmt::format("a global's name has more than {} bytes", kLongest));
    }
  }
  const std::string_view text = in_.take_text(length);
  in_.take(1);
  return text;
}

void PickleMachine::fail(const std::string& what) const {
  throw CheckpointError(fmt::format(
      "in the pickle, before offset {}: {}; the file is damaged or hostile, download it "
      "again",
      in_.position(), what));
}

}  // namespace resnext
