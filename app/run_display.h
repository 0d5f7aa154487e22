#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "app/status_line.h"
#include "base/text/progress_line.h"
#include "images/source/image_source.h"
#include "output/summaries/run_text.h"

namespace resnext {

/// What a person sees of a run on standard error: one line that is drawn again and again, if that
/// is a terminal; failures as they come and a summary on request.
class RunDisplay {
 public:
  struct Options {
    bool progress = false;  ///< the line
    bool failures = false;  ///< a line for each failed image
    bool summary = false;   ///< a line at the end
  };

  /// `finished`: images that an earlier run has done.
  RunDisplay(const Options& options, std::uint64_t finished);
  ~RunDisplay();
  RunDisplay(const RunDisplay&) = delete;
  RunDisplay& operator=(const RunDisplay&) = delete;

  /// Counts the images in a thread of its own, so that the time left can be told. `source` must
  /// share the stop flag.
  void count(std::unique_ptr<ImageSource> source, const StopFlag& stop);

  void update(const ImageResult& result);
  void finish(const RunSummary& summary);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};

  void draw();

  Options options_;
  std::uint64_t finished_;
  std::uint64_t done_ = 0;
  std::uint64_t failed_ = 0;
  std::atomic<std::uint64_t> total_ = kUnknown;
  RateMeter meter_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_;
  StatusLine line_;
  StopFlag counted_;
  std::thread counter_;
};

}  // namespace resnext
