// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/run_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace resnext {
namespace {

std::string rate(double per_second, const char* unit) {
  return fmt::format("{:.{}f} {}/s", per_second, per_second < 10 ? 2 : 1, unit);
}

std::string time_left(double seconds) {
  const auto whole = static_cast<long long>(std::min(seconds + 0.5, 3.6e9));
  return fmt::format("{}:{:02}:{:02} left", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

std::string run_progress_line(const RunProgress& progress, std::size_t width) {
  std::string text = fmt::format("{}", progress.done);
  if (progress.total) {
    // The folder may have grown since it was counted.
    const std::uint64_t total = std::max(*progress.total, progress.done);
    text += fmt::format(" of {}", total);
    if (total > 0) {
      text += fmt::format(" ({:.0f} %)", std::min(100.0 * static_cast<double>(progress.done) /
                                                      static_cast<double>(total),
                                                  progress.done == total ? 100.0 : 99.0));
    }
  } else {
    text += " done";
  }
  if (progress.failed > 0) {
    text += fmt::format(", {} failed", progress.failed);
  }
  if (progress.per_second > 0) {
    text += ", " + rate(progress.per_second, progress.unit);
    if (progress.total && *progress.total > progress.done) {
      text += ", " +
              time_left(static_cast<double>(*progress.total - progress.done) / progress.per_second);
    }
  }
  return text.substr(0, width);
}

std::string run_summary_text(const RunSummary& summary, std::uint64_t skipped,
                             std::uint64_t skipped_failed, const char* skipped_text) {
  std::string text = fmt::format("{} image{} in {:.1f} s", summary.done,
                                 summary.done == 1 ? "" : "s", summary.seconds);
  if (summary.seconds > 0 && summary.done > 0) {
    text += " (" + rate(static_cast<double>(summary.done) / summary.seconds, "images") + ")";
  }
  text += fmt::format(", {} failed", summary.failed);
  const char* separator = ": ";
  for (const auto& [code, count] : summary.failures) {
    text += fmt::format("{}{} {}", separator, count, code);
    separator = ", ";
  }
  if (skipped > 0) {
    text += fmt::format("; {} {}", skipped, skipped_text);
  }
  if (skipped_failed > 0) {
    text += fmt::format(", {} of them failed", skipped_failed);
  }
  return text + "\n";
}

}  // namespace resnext
