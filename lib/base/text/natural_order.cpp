// SPDX-License-Identifier: Apache-2.0
#include "base/text/natural_order.h"

#include <algorithm>
#include <cstddef>

namespace resnext {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

unsigned char fold_case(char c) {
  return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/// Removes the run of digits at the front of `text` and returns it without leading zeros.
std::string_view take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit) - text.begin();
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

/// Returns a number below, equal to or above 0 if `a` sorts before, with or after `b`.
int compare_natural(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view x = take_number(a);
      const std::string_view y = take_number(b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
    } else {
      const int difference = fold_case(a.front()) - fold_case(b.front());
      if (difference != 0) return difference;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare_natural(a, b);
  return order != 0 ? order < 0 : a < b;
}

}  // namespace resnext
