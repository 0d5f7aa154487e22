// SPDX-License-Identifier: Apache-2.0
#include "commands/progress_display.h"

#include <utility>

#include "output/summaries/run_text.h"

namespace resnext {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(250);
constexpr std::size_t kColumnsWithoutTerminal = 79;

}  // namespace

std::string bytes_progress_text(const Progress& progress, std::size_t width) {
  return progress_line({progress.done, progress.total, progress.per_second}, width);
}

std::string images_progress_text(const Progress& progress, std::size_t width) {
  return run_progress_line({.done = progress.done,
                            .total = progress.total,
                            .failed = progress.failed,
                            .per_second = progress.per_second},
                           width);
}

ProgressDisplay::ProgressDisplay(Console& console, ProgressText text, bool shown,
                                 Without without_terminal, std::uint64_t finished)
    : console_(&console),
      text_(std::move(text)),
      shown_(shown),
      without_terminal_(without_terminal),
      finished_(finished),
      line_(console) {}

void ProgressDisplay::update(std::uint64_t done, const std::optional<std::uint64_t>& total,
                             std::uint64_t failed) {
  if (!shown_) {
    return;
  }
  const Clock::time_point now = Clock::now();
  meter_.add(done, std::chrono::duration<double>(now - start_).count());
  const Progress progress = {finished_ + done, total, failed, meter_.per_second()};
  if (!console_->is_terminal()) {
    write_tenth(progress);
  } else if (now - last_drawn_ >= kRedraw || progress.done == total) {
    last_drawn_ = now;
    line_.draw(text_(progress, console_->width()));
  }
}

void ProgressDisplay::write_tenth(const Progress& progress) {
  if (without_terminal_ == Without::kNothing || progress.total.value_or(0) == 0) {
    return;
  }
  const std::uint64_t tenths = progress.done * 10 / *progress.total;
  if (tenths > tenths_written_) {
    tenths_written_ = tenths;
    console_->write(text_(progress, kColumnsWithoutTerminal) + "\n");
  }
}

void ProgressDisplay::note(const std::string& text) {
  clear();
  console_->write(text + "\n");
}

}  // namespace resnext
