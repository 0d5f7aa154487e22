#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/files/output.h"
#include "inference/extract_features.h"
#include "output/features/array_header.h"
#include "output/records/finished_inputs.h"

namespace resnext {

/// Where features go, and how.
struct FeatureFileOptions {
  std::filesystem::path path;
  ArrayDescription array;
  bool resume = false;
  bool retry_failed = false;  ///< with resume: take the failed records out first
};

/// The list that stands beside a .npy or .safetensors file: FILE.jsonl. A line for each input, in
/// order, with its path and "row" (from 0) or "error".
std::filesystem::path feature_list_path(const std::filesystem::path& file);

/// Writes features one image after another. Memory does not grow with them.
///
/// .npy and .safetensors: rows go to the file at once, their lines into the list about once a
/// second and only after the rows are on the disk. So the list never names a row that is not there,
/// whatever kills the process or the machine; rows without a line are cut off by the next run.
class FeatureWriter {
 public:
  virtual ~FeatureWriter() = default;

  /// What an earlier run has finished; empty without `resume`.
  virtual FinishedInputs& finished() = 0;

  /// Throws UsageError if the run would overwrite `input`, which it reads.
  virtual void refuse_if_same(const std::filesystem::path& input) const = 0;

  /// Throws OutputError if it can't be written, or if a value is too large for f16.
  virtual void write(const ImageFeatures& features) = 0;

  /// Completes the file; due after the last image, an interrupted run's too. Throws OutputError.
  virtual void finish() = 0;
};

}  // namespace resnext
