// SPDX-License-Identifier: Apache-2.0
#include "commands/run_display.h"

#include <fmt/format.h>

#include <system_error>

#include "base/text/printable.h"
#include "output/summaries/run_text.h"

namespace resnext {

RunDisplay::RunDisplay(Console& console, const Options& options, std::uint64_t finished,
                       std::uint64_t finished_failed)
    : console_(&console),
      options_(options),
      finished_(finished),
      finished_failed_(finished_failed),
      progress_(console, images_progress_text, options.progress, ProgressDisplay::Without::kNothing,
                finished) {
  progress_.update(0, std::nullopt);  // the rate counts from here
}

RunDisplay::~RunDisplay() {
  progress_.clear();
  counted_.raise();
  if (counter_.joinable()) {
    counter_.join();
  }
}

void RunDisplay::count(std::unique_ptr<ImageSource> source, const StopFlag& stop) {
  const auto count = [this, &stop, listed = std::shared_ptr<ImageSource>(std::move(source))] {
    std::uint64_t total = 0;
    try {
      while (!counted_.is_raised() && listed->next()) {
        ++total;
      }
    } catch (const std::exception&) {
      return;  // the run meets the same error and reports it
    }
    if (!counted_.is_raised() && !stop.is_raised()) {
      total_ = total;
    }
  };
  try {
    counter_ = std::thread(count);
  } catch (const std::system_error&) {  // no thread to be had: the total stays unknown
  }
}

void RunDisplay::update(const ImageResult& result) {
  ++done_;
  if (result.failure) {
    ++failed_;
    if (options_.failures) {
      progress_.note(fmt::format("{}: {}: {}", printable(result.path), result.failure->code,
                                 printable(result.failure->message)));
    }
  }
  const std::uint64_t total = total_;
  progress_.update(done_, total == kUnknown ? std::nullopt : std::optional(total), failed_);
}

void RunDisplay::finish(const RunSummary& summary) {
  progress_.clear();
  if (options_.summary) {
    console_->write(run_summary_text(summary, finished_, finished_failed_));
  }
}

}  // namespace resnext
