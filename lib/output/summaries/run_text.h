// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "inference/classify_images.h"

// Describes the progress and the end of a run.
namespace resnext {

struct RunProgress {
  std::uint64_t done = 0;              ///< including those of an earlier run
  std::optional<std::uint64_t> total;  ///< if known yet
  std::uint64_t failed = 0;
  double per_second = 0;
  const char* unit = "images";  ///< what is counted
};

/// Returns "1234 of 20000 (6 %), 3 failed, 5.7 images/s, 0:54:52 left", at most `width` columns.
std::string run_progress_line(const RunProgress& progress, std::size_t width);

/// Returns "2000 images in 351.2 s (5.69 images/s), 3 failed: 2 truncated, 1 empty\n"; `skipped`
/// are those that an earlier run had finished, `skipped_failed` those of them that failed, and
/// `skipped_text` says why they were skipped.
std::string run_summary_text(const RunSummary& summary, std::uint64_t skipped,
                             std::uint64_t skipped_failed = 0,
                             const char* skipped_text = "were finished before");

}  // namespace resnext
