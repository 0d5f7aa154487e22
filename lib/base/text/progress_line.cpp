// SPDX-License-Identifier: Apache-2.0
#include "base/text/progress_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace resnext {
namespace {

constexpr double kWindow = 5;       // seconds
constexpr double kSampleGap = 0.1;  // seconds
constexpr std::size_t kShortestBar = 5;
constexpr std::size_t kLongestBar = 40;

std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::min(seconds + 0.5, 359'999.0));
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string bar(double fraction, std::size_t width) {
  const auto filled = static_cast<std::size_t>(fraction * static_cast<double>(width));
  std::string text(std::min(filled, width), '=');
  if (text.size() < width) {
    text += '>';
  }
  text.resize(width, ' ');
  return fmt::format("[{}] ", text);
}

}  // namespace

void RateMeter::add(std::uint64_t done, double now) {
  if (!samples_.empty() && done < samples_.back().done) {
    samples_.clear();  // starting over
  }
  if (samples_.size() > 1 && now - samples_[samples_.size() - 2].time < kSampleGap) {
    samples_.back() = {now, done};
  } else {
    samples_.push_back({now, done});
  }
  while (samples_.size() > 2 && now - samples_[1].time > kWindow) {
    samples_.pop_front();
  }
}

double RateMeter::per_second() const {
  if (samples_.size() < 2 || samples_.back().time <= samples_.front().time) {
    return 0;
  }
  return static_cast<double>(samples_.back().done - samples_.front().done) /
         (samples_.back().time - samples_.front().time);
}

std::string readable_bytes(std::uint64_t bytes) {
  if (bytes < 1000) {
    return fmt::format("{} B", bytes);
  }
  double value = static_cast<double>(bytes);
  const char* unit = "B";
  for (const char* next : {"kB", "MB", "GB", "TB"}) {
    if (value < 999.5) {
      break;
    }
    value /= 1000;
    unit = next;
  }
  const int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, digits, unit);
}

std::string progress_line(const ProgressState& state, std::size_t width) {
  std::string start;
  std::string end = readable_bytes(state.done);
  double fraction = 0;
  if (state.total) {
    fraction =
        *state.total == 0
            ? 1
            : std::min(1.0, static_cast<double>(state.done) / static_cast<double>(*state.total));
    start = fmt::format("{:3.0f} % ", std::min(99.0 + (fraction >= 1 ? 1 : 0), fraction * 100));
    end += fmt::format(" of {}", readable_bytes(*state.total));
  }
  if (state.bytes_per_second > 0) {
    end +=
        fmt::format("  {}/s", readable_bytes(static_cast<std::uint64_t>(state.bytes_per_second)));
    if (state.total && *state.total > state.done) {
      end += fmt::format("  {} left", duration(static_cast<double>(*state.total - state.done) /
                                               state.bytes_per_second));
    }
  }
  const std::size_t text = start.size() + end.size() + 3;  // the bar's brackets and space
  if (state.total && text + kShortestBar <= width) {
    start += bar(fraction, std::min(kLongestBar, width - text));
  }
  return (start + end).substr(0, width);
}

}  // namespace resnext
