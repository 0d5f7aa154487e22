// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "commands/progress_display.h"
#include "images/source/image_source.h"
#include "inference/classify_images.h"

// What a person sees of a run over images.
namespace resnext {

/// Shows progress on a terminal, failures as they come, and a summary at the end.
class RunDisplay {
 public:
  struct Options {
    bool progress = false;  ///< redraw a line
    bool failures = false;  ///< write a line for each failed image
    bool summary = false;   ///< write a line at the end
  };

  /// `finished`: images that an earlier run has done, of which `finished_failed` failed.
  RunDisplay(Console& console, const Options& options, std::uint64_t finished,
             std::uint64_t finished_failed);
  ~RunDisplay();
  RunDisplay(const RunDisplay&) = delete;
  RunDisplay& operator=(const RunDisplay&) = delete;

  /// Counts the images in a thread of its own, so that the time left can be estimated; it stays
  /// unknown if there is no thread to be had or `source` throws. `source` must share the stop flag.
  void count(std::unique_ptr<ImageSource> source, const StopFlag& stop);

  void update(const ImageResult& result);
  void finish(const RunSummary& summary);

 private:
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};

  Console* console_;
  Options options_;
  std::uint64_t finished_;
  std::uint64_t finished_failed_;
  std::uint64_t done_ = 0;
  std::uint64_t failed_ = 0;
  std::atomic<std::uint64_t> total_ = kUnknown;
  ProgressDisplay progress_;
  StopFlag counted_;
  std::thread counter_;
};

}  // namespace resnext
