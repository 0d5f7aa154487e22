// SPDX-License-Identifier: Apache-2.0
#include "commands/stage_display.h"

#include <fmt/format.h>

#include <algorithm>

#include "output/summaries/run_text.h"

namespace resnext {
namespace {

struct Stage {
  std::string_view name;  ///< QuantizeProgress::stage
  const char* text;
  const char* unit;  ///< what is counted
};

constexpr Stage kStages[] = {
    {"ranges", "measuring ranges", "images"},
    {"means", "measuring means", "images"},
    {"layers", "trying layers", "layers"},
    {"check", "comparing answers", "images"},
};

/// Returns "trying layers: 5 of 25 (20 %), 15.9 layers/s", or the stage alone while there is
/// nothing to count.
std::string stage_text(const Stage& stage, const Progress& progress, std::size_t width) {
  const std::string start = stage.text;
  if (!progress.total) {
    return start.substr(0, width);
  }
  return (start + ": " +
          run_progress_line({.done = progress.done,
                             .total = progress.total,
                             .per_second = progress.per_second,
                             .unit = stage.unit},
                            width))
      .substr(0, width);
}

}  // namespace

void StageDisplay::update(const QuantizeProgress& progress) {
  if (!display_ || stage_ != progress.stage) {
    const auto* const stage = std::ranges::find(kStages, progress.stage, &Stage::name);
    if (stage == std::end(kStages)) {
      return;  // a stage of no interest
    }
    stage_ = progress.stage;
    clear();
    display_.emplace(
        *console_,
        [stage](const Progress& now, std::size_t width) { return stage_text(*stage, now, width); },
        shown_);
  }
  display_->update(progress.done, progress.total > 0 ? std::optional<std::uint64_t>(progress.total)
                                                     : std::nullopt);
}

}  // namespace resnext
