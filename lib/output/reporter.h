// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/files/output.h"
#include "inference/image_result.h"
#include "inference/run_manifest.h"
#include "models/labels.h"
#include "output/fields.h"

// The interface of a format of classification. output/report_formats.h lists the formats.
namespace resnext {

/// Writes results in one format, one after another as they come. The Output must outlive it.
class Reporter {
 public:
  virtual ~Reporter() = default;
  /// Throws OutputError if the result can't be written.
  virtual void write(const ImageResult& result) = 0;
  /// Completes the document; call it after the last result, of an interrupted run too, and write
  /// nothing after it. Throws OutputError.
  virtual void finish() {}
};

/// How results are written, whatever the format.
struct ReportOptions {
  bool pretty = false;  ///< json over several lines, for a person; otherwise one line an image
  ScoreKind score_kind = ScoreKind::kProbability;
  Fields fields = {};                        ///< formats with `can_choose_fields`
  std::optional<RunManifest> manifest = {};  ///< formats with `can_hold_manifest`
  std::string model = {};                    ///< title_of, for pages
  std::span<const Label> labels = {};  ///< of the model's classes; they must outlive the reporter
  std::filesystem::path file = {};     ///< that is written, for links; empty: standard output
};

}  // namespace resnext
