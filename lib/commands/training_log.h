// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/files/output.h"
#include "commands/command_io.h"
#include "training/train_head.h"
#include "training/training_features.h"

// What a person and a program hear of a training run while it goes on.
namespace resnext {

/// Reports which images were left out, and unless `quiet` how many there were and what is odd about
/// them.
void report_features(const TrainingFeatures& features, const CacheOptions& cache, bool quiet,
                     Console& console);

/// Writes a JSON line an epoch to a file and to standard output, and unless `quiet` a line for
/// people to the console. Where both would reach a terminal or one file or pipe, there is only the
/// latter.
class TrainingLog {
 public:
  /// `multi_label`: accuracies are mean average precisions.
  TrainingLog(const std::filesystem::path& file, bool multi_label, bool quiet, Console& console);

  /// Throws OutputError. A closed pipe is no error: the model is still wanted.
  void write(const EpochMetrics& epoch);
  void finish() { file_.finish(); }

 private:
  Output file_;
  Output standard_;
  Console* console_;
  bool multi_label_;
  bool quiet_;
  bool silent_;  ///< nothing goes to standard output
};

}  // namespace resnext
