#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files/output.h"
#include "inference/image_result.h"
#include "inference/run_manifest.h"
#include "output/fields.h"

namespace resnext {

/// Writes results in one format, one after another as they come. `output` must outlive it.
class Reporter {
 public:
  virtual ~Reporter() = default;
  /// Throws OutputError if the result can't be written.
  virtual void write(const ImageResult& result) = 0;
  /// Ends the document; due after the last result, an interrupted run's too. Nothing may be written
  /// after it. Throws OutputError.
  virtual void finish() {}
};

enum class ReportFormat { kJson, kJsonArray, kCsv, kTsv, kTable, kHtml };

/// How results are written.
struct ReportOptions {
  ReportFormat format = ReportFormat::kJson;
  bool pretty = false;  ///< json over several lines, for a person; else one line an image
  ScoreKind score_kind = ScoreKind::kProbability;
  Fields fields = {};                        ///< json, json-array, csv, tsv
  std::optional<RunManifest> manifest = {};  ///< as the first record (json, json-array), in html
};

/// True if the format can hold a manifest beside its results.
bool can_hold_manifest(ReportFormat format);

/// True if the format can leave fields out.
bool can_choose_fields(ReportFormat format);

std::unique_ptr<Reporter> make_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext
