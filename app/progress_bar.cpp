#include "app/progress_bar.h"

#include <unistd.h>

#include <iostream>

namespace resnext {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);

}  // namespace

ProgressBar::ProgressBar(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressBar::update(std::uint64_t done, const std::optional<std::uint64_t>& total) {
  if (quiet_) {
    return;
  }
  const Clock::time_point now = Clock::now();
  meter_.add(done, std::chrono::duration<double>(now - start_).count());
  const ProgressState state = {done, total, meter_.per_second()};
  if (!terminal_) {
    print_tenth(state);
  } else if (now - last_drawn_ >= kRedraw || done == total) {
    last_drawn_ = now;
    line_.draw(progress_line(state, StatusLine::width()));
  }
}

void ProgressBar::print_tenth(const ProgressState& state) {
  if (!state.total || *state.total == 0) {
    return;
  }
  const std::uint64_t tenths = state.done * 10 / *state.total;
  if (tenths > tenths_printed_) {
    tenths_printed_ = tenths;
    std::cerr << progress_line(state, 79) << "\n";
  }
}

void ProgressBar::note(const std::string& text) {
  clear();
  std::cerr << text << "\n";
}

}  // namespace resnext
