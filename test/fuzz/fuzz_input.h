// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Turns a fuzzer's input into numbers, for code that takes no bytes.
namespace resnext {

/// Takes numbers from the input, from its start on; zeros after its end.
class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  int number(int least, int most) {
    const unsigned value = byte() | static_cast<unsigned>(byte()) << 8;
    return least + static_cast<int>(value % static_cast<unsigned>(most - least + 1));
  }

  bool coin() { return byte() % 2 != 0; }

  std::uint8_t byte() {
    if (rest_.empty()) {
      return 0;
    }
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace resnext
