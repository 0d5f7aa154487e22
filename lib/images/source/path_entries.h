// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Splits a list of paths into its entries while its bytes arrive.
namespace resnext {

/// The entries of a list, one a line or separated by NUL. Empty entries are left out; the last one
/// needs no terminator. A carriage return before a line feed belongs to the line's end.
class PathEntries {
 public:
  /// `name` stands for the list in messages.
  PathEntries(std::string name, bool nul_separated)
      : name_(std::move(name)), separator_(nul_separated ? '\0' : '\n') {}

  /// Adds bytes that have arrived.
  void append(std::string_view bytes);

  /// Says that no more bytes will come.
  void end() { ended_ = true; }

  /// Returns the next entry; nullopt until more bytes arrive, or after the last entry. Throws
  /// UsageError if an entry is longer than a path can be.
  std::optional<std::string> next();

  bool has_ended() const { return ended_; }

 private:
  std::string name_;
  char separator_;
  std::string pending_;       ///< arrived, but not returned yet
  std::size_t begin_ = 0;     ///< where the rest begins in `pending_`
  std::size_t searched_ = 0;  ///< up to where `pending_` has no separator
  bool ended_ = false;
};

}  // namespace resnext
