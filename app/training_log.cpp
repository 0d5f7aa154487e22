#include "app/training_log.h"

#include <algorithm>
#include <iostream>

#include "base/error.h"
#include "base/text/formatted.h"
#include "base/text/printable.h"
#include "output/pages/training_report.h"
#include "output/summaries/run_text.h"

namespace resnext {
namespace {

std::string epoch_text(const EpochMetrics& epoch) {
  return formatted("epoch %d: loss %.4f, validation %.4f, ", epoch.epoch, epoch.training_loss,
                   epoch.validation_loss) +
         formatted("%.2f %%", epoch.validation_accuracy * 100) + (epoch.best ? " (best)" : "") +
         "\n";
}

void tell_of_copies(const std::vector<CopiedImage>& copies) {
  if (copies.empty()) {
    return;
  }
  std::cerr << "images that are copies of others: " << copies.size() << ", such as "
            << printable(copies.front().path) << " of " << printable(copies.front().original)
            << "; an image that is learned from and judged by as well flatters the accuracy\n";
  const auto other = std::find_if(copies.begin(), copies.end(),
                                  [](const CopiedImage& c) { return c.other_class; });
  if (other != copies.end()) {
    std::cerr << "the same image in two classes: " << printable(other->original) << " and "
              << printable(other->path) << "\n";
  }
}

}  // namespace

void tell_of_features(const TrainingFeatures& features, const CacheOptions& cache, bool quiet) {
  for (const SkippedImage& image : features.skipped) {
    std::cerr << "left out: " << printable(image.path) << ": " << image.failure.code << ": "
              << printable(image.failure.message) << "\n";
  }
  if (quiet) {
    return;
  }
  std::cerr << "features: " << run_summary_text(features.summary, features.from_cache);
  if (!features.cache_written) {
    std::cerr << "features: the cache in " << printable(cache.folder.string())
              << " can't be written; they will be computed again next time\n";
  }
  tell_of_copies(features.copies);
}

TrainingLog::TrainingLog(const std::filesystem::path& file, bool quiet)
    : file_(Output::file(file)),
      standard_(Output::standard()),
      quiet_(quiet),
      silent_(!quiet && standard_.is_terminal()) {}

void TrainingLog::write(const EpochMetrics& epoch) {
  const std::string line = to_json_line(epoch);
  file_.write(line);
  if (!silent_) {
    try {
      standard_.write(line);
    } catch (const ClosedPipe&) {
      silent_ = true;
    }
  }
  if (!quiet_) {
    std::cerr << epoch_text(epoch);
  }
}

}  // namespace resnext
