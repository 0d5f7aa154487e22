#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "app/status_line.h"
#include "base/text/progress_line.h"

namespace resnext {

/// Shows on stderr how far something is: one line drawn again and again on a terminal, else a line
/// at every tenth of the way.
class ProgressBar {
 public:
  /// `quiet` shows nothing but notes.
  explicit ProgressBar(bool quiet);

  void update(std::uint64_t done, const std::optional<std::uint64_t>& total);

  /// A line of its own, above the bar.
  void note(const std::string& text);

  /// Takes the bar off the terminal.
  void clear() { line_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  void print_tenth(const ProgressState& state);

  bool quiet_;
  bool terminal_;
  StatusLine line_;
  std::uint64_t tenths_printed_ = 0;
  RateMeter meter_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_;
};

}  // namespace resnext
