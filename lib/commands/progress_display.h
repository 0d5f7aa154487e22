// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/text/progress_line.h"
#include "commands/status_line.h"

// Shows a person how far a command is: the one progress display of all commands.
namespace resnext {

/// What has been done so far: bytes or images.
struct Progress {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;
  std::uint64_t failed = 0;
  double per_second = 0;
};

/// Returns `progress` as a line of at most `width` columns.
using ProgressText = std::function<std::string(const Progress& progress, std::size_t width)>;

std::string bytes_progress_text(const Progress& progress, std::size_t width);
std::string images_progress_text(const Progress& progress, std::size_t width);

/// One line on a terminal, redrawn at most four times a second. Not thread-safe.
class ProgressDisplay {
 public:
  enum class Without {
    kNothing,  ///< without a terminal nothing is shown
    kTenths,   ///< without a terminal a line is written at each tenth of the way
  };

  /// `shown`: false shows nothing. `finished`: what an earlier run has done; it counts as done, but
  /// not for the rate.
  ProgressDisplay(Console& console, ProgressText text, bool shown,
                  Without without_terminal = Without::kNothing, std::uint64_t finished = 0);

  /// `done` and `failed` count from the beginning of this run.
  void update(std::uint64_t done, const std::optional<std::uint64_t>& total,
              std::uint64_t failed = 0);

  /// Writes a line of its own above the progress.
  void note(const std::string& text);

  /// Takes the progress off the terminal.
  void clear() { line_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  void write_tenth(const Progress& progress);

  Console* console_;
  ProgressText text_;
  bool shown_;
  Without without_terminal_;
  std::uint64_t finished_;
  StatusLine line_;
  std::uint64_t tenths_written_ = 0;
  RateMeter meter_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_;
};

}  // namespace resnext
