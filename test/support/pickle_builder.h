// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/little_endian.h"

// Writes pickles for tests.
namespace resnext {

/// Writes pickles opcode by opcode (protocol 2 by default), well-formed or not.
class PickleBuilder {
 public:
  PickleBuilder& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  PickleBuilder& proto(int version = 2) {
    return raw("\x80").raw(std::string(1, static_cast<char>(version)));
  }
  PickleBuilder& none() { return raw("N"); }
  PickleBuilder& boolean(bool value) { return raw(value ? "\x88" : "\x89"); }
  PickleBuilder& integer(std::int64_t value) {
    if (value >= INT32_MIN && value <= INT32_MAX) {
      return raw("J").raw(little_endian(static_cast<std::int32_t>(value)));
    }
    return raw("\x8a\x08").raw(little_endian(value));
  }
  PickleBuilder& text(std::string_view value) {
    return raw("X").raw(little_endian(static_cast<std::uint32_t>(value.size()))).raw(value);
  }
  PickleBuilder& global(std::string_view module, std::string_view name) {
    return raw("c").raw(module).raw("\n").raw(name).raw("\n");
  }
  PickleBuilder& mark() { return raw("("); }
  PickleBuilder& tuple() { return raw("t"); }
  PickleBuilder& empty_tuple() { return raw(")"); }
  PickleBuilder& empty_list() { return raw("]"); }
  PickleBuilder& append() { return raw("a"); }
  PickleBuilder& appends() { return raw("e"); }
  PickleBuilder& empty_dict() { return raw("}"); }
  PickleBuilder& set_item() { return raw("s"); }
  PickleBuilder& set_items() { return raw("u"); }
  PickleBuilder& reduce() { return raw("R"); }
  PickleBuilder& build() { return raw("b"); }
  PickleBuilder& persistent_id() { return raw("Q"); }
  PickleBuilder& put(std::uint32_t slot) { return raw("r").raw(little_endian(slot)); }
  PickleBuilder& get(std::uint32_t slot) { return raw("j").raw(little_endian(slot)); }
  PickleBuilder& integers(const std::vector<std::int64_t>& values) {
    mark();
    for (const std::int64_t value : values) {
      integer(value);
    }
    return tuple();
  }
  PickleBuilder& ordered_dict() {
    return global("collections", "OrderedDict").empty_tuple().reduce();
  }

  std::string bytes() const { return bytes_; }
  std::string stop() { return raw(".").bytes(); }

 private:
  std::string bytes_;
};

}  // namespace resnext
