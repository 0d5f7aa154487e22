// SPDX-License-Identifier: Apache-2.0
#include "commands/training_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text/printable.h"
#include "output/pages/training_report.h"
#include "output/summaries/run_text.h"

namespace resnext {
namespace {

std::string epoch_text(const EpochMetrics& epoch, bool multi_label) {
  return fmt::format("epoch {}: loss {:.4f}, validation {:.4f}, {}{:.2f} %{}\n", epoch.epoch,
                     epoch.training_loss, epoch.validation_loss, multi_label ? "mAP " : "",
                     epoch.validation_accuracy * 100, epoch.best ? " (best)" : "");
}

void report_copies(const std::vector<CopiedImage>& copies, Console& console) {
  if (copies.empty()) {
    return;
  }
  console.write(fmt::format(
      "resnext-classify: images that are copies of others: {}, such as {} of {}; an image used for "
      "training and "
      "for validation flatters the accuracy\n",
      copies.size(), printable(copies.front().path), printable(copies.front().original)));
  const auto other = std::ranges::find_if(copies, &CopiedImage::other_class);
  if (other != copies.end()) {
    console.write(fmt::format("resnext-classify: the same image in two classes: {} and {}\n",
                              printable(other->original), printable(other->path)));
  }
}

}  // namespace

void report_features(const TrainingFeatures& features, const CacheOptions& cache, bool quiet,
                     Console& console) {
  for (const SkippedImage& image : features.skipped) {
    console.write(fmt::format("resnext-classify: left out: {}: {}: {}\n", printable(image.path),
                              image.failure.code, printable(image.failure.message)));
  }
  if (quiet) {
    return;
  }
  console.write("features: " +
                run_summary_text(features.summary, features.from_cache, 0, "cached"));
  if (!features.cache_written) {
    const std::string reason = features.cache_problem.empty() ? "" : ": " + features.cache_problem;
    console.write(
        fmt::format("resnext-classify: features: the cache in {} can't be written{}; they will be "
                    "computed again next time\n",
                    printable(cache.folder.string()), printable(reason)));
  }
  report_copies(features.copies, console);
}

TrainingLog::TrainingLog(const std::filesystem::path& file, bool multi_label, bool quiet,
                         Console& console)
    : file_(Output::file(file)),
      standard_(Output::standard()),
      console_(&console),
      multi_label_(multi_label),
      quiet_(quiet),
      silent_(!quiet && (standard_.is_terminal() || console.shares_standard_output())) {}

void TrainingLog::write(const EpochMetrics& epoch) {
  const std::string line = to_json_line(epoch, multi_label_);
  file_.write(line);
  if (!silent_) {
    try {
      standard_.write(line);
    } catch (const ClosedPipe&) {
      silent_ = true;
    }
  }
  if (!quiet_) {
    console_->write(epoch_text(epoch, multi_label_));
  }
}

}  // namespace resnext
