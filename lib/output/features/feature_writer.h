// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/files/output.h"
#include "inference/extract_features.h"
#include "output/features/array_header.h"
#include "output/records/finished_inputs.h"

// The interface of a file of features. output/feature_formats.h lists the formats.
namespace resnext {

/// Where and how features are written.
struct FeatureFileOptions {
  std::filesystem::path path;  ///< "-": standard output, for formats with `can_stream`
  ArrayDescription array;
  bool resume = false;
  bool retry_failed = false;  ///< with resume: remove the failed records first
};

/// Returns the path of the list beside a .npy or .safetensors file: FILE.jsonl. It has a line for
/// each input, in order, with its path and "row" (from 0) or "error".
std::filesystem::path feature_list_path(const std::filesystem::path& file);

/// Writes features one image after another, in constant memory.
///
/// .npy and .safetensors: rows are written at once, their lines in the list about once a second and
/// only after the rows are on the disk. The list therefore never names a missing row, even after a
/// crash of the machine; the next run cuts off rows without a line.
class FeatureWriter {
 public:
  virtual ~FeatureWriter() = default;

  /// Returns what an earlier run has finished; empty without `resume`.
  virtual FinishedInputs& finished() = 0;

  /// Throws UsageError if the run would overwrite `input`, which it reads.
  virtual void refuse_if_same(const std::filesystem::path& input) const = 0;

  /// Throws UsageError if the run would replace a file that it does not resume.
  virtual void refuse_to_replace() const = 0;

  /// Throws OutputError if the file can't be written, or if a value is too large for f16.
  virtual void write(const ImageFeatures& features) = 0;

  /// Completes the file; call it after the last image, of an interrupted run too. Throws
  /// OutputError.
  virtual void finish() = 0;
};

}  // namespace resnext
