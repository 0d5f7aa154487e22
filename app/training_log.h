#pragma once

#include <filesystem>

#include "base/files/output.h"
#include "training/train_head.h"
#include "training/training_features.h"

namespace resnext {

/// Says on standard error which images were left out, and unless `quiet` how many there were and
/// what is odd about them.
void tell_of_features(const TrainingFeatures& features, const CacheOptions& cache, bool quiet);

/// A JSON line an epoch, in a file and on standard output, and unless `quiet` a line for people on
/// standard error. Where standard output is the same terminal, the latter alone.
class TrainingLog {
 public:
  TrainingLog(const std::filesystem::path& file, bool quiet);

  /// Throws OutputError. A closed pipe is none: the model is wanted all the same.
  void write(const EpochMetrics& epoch);
  void finish() { file_.finish(); }

 private:
  Output file_;
  Output standard_;
  bool quiet_;
  bool silent_;  ///< nothing for standard output
};

}  // namespace resnext
