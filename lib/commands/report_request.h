// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/manifest_file.h"
#include "inference/load_model.h"
#include "inference/run_differences.h"
#include "output/report_formats.h"

// What a classification is asked to report, and how.
namespace resnext {

struct ReportRequest {
  PredictionOptions predictions = {};    ///< all but `classes`
  const ReportFormat* format = nullptr;  ///< nullptr: see chosen_format
  std::string fields;                    ///< comma-separated; empty: all
  std::string manifest;  ///< "first", a file, or "-" for standard output; empty: none
  std::string classes;   ///< a file that lists the classes to report; empty: all
};

/// Returns the format that is named, otherwise the one that the output file's extension stands for,
/// otherwise the first of report_formats().
const ReportFormat& chosen_format(const ReportRequest& request, const std::string& file);

/// Returns the format for one image on a terminal: the one that is named, otherwise the table, but
/// JSON if fields or a manifest are asked for.
const ReportFormat& terminal_format(const ReportRequest& request);

/// Returns whether --resume can continue what is written in this format.
bool is_resumable(const ReportRequest& request, const ReportFormat& format);

/// Throws UsageError if --resume could not recognise and continue what is written.
void check_resumable(const ReportRequest& request);

/// Returns what --top-k, --scores, --threshold, --classes and --renormalize may have been in
/// another run.
std::vector<RunOption> report_run_options(const PredictionOptions& now);

/// A request that has been checked, and the manifest's file, open.
struct ReportPlan {
  PredictionOptions predictions;
  const ReportFormat* format;
  Fields fields;
  bool manifest_first = false;
  std::optional<ManifestFile> manifest_file;
};

/// Checks the options against each other, reads the list of classes and opens the manifest's file:
/// what can go wrong before the model is opened. An existing manifest is refused unless
/// `replace_manifest`. Throws UsageError, ConfigError, OutputError.
ReportPlan plan_report(const ReportRequest& request, const ReportFormat& format,
                       const ResolvedModel& model, bool replace_manifest);

/// Returns the reporter for a loaded model; writes the manifest's file if one is asked for.
/// `pretty`, `file`: see ReportOptions. The model must outlive the reporter. Throws as
/// make_manifest does, OutputError.
std::unique_ptr<Reporter> open_report(ReportPlan& plan, const LoadedModel& model,
                                      const ClassifyOptions& options, bool pretty,
                                      const std::filesystem::path& file, Output& output);

}  // namespace resnext
