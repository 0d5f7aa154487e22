#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

#include "inference/classify.h"
#include "output/report_formats.h"

namespace resnext {

/// What the command line says of what is reported, and how.
struct FormatOptions {
  const ReportFormat* format = &report_formats().front();
  std::string fields;
  std::string manifest;  ///< "first", or a file
  std::string classes;   ///< a file
};

/// Declares the options on `app`; parsing fills `format` and `options`.
void add_format_options(CLI::App& app, FormatOptions& format, ClassifyOptions& options);

/// Throws UsageError if what is written could not be recognised and gone on with by --resume.
void check_resumable(const FormatOptions& format);

/// Options that have been checked, and the manifest's file, open.
struct PreparedFormat {
  ClassifyOptions options;
  const ReportFormat* format = nullptr;
  ReportOptions report;
  std::optional<Output> manifest_file;
  bool manifest_first = false;
  std::string kernels;  ///< for the manifest: what --kernels says
};

/// Checks the options against each other, reads the list of classes and opens the manifest's file:
/// what can go wrong before the model is loaded. Throws UsageError, ConfigError, OutputError.
PreparedFormat prepare_format(const FormatOptions& format, const ClassifyOptions& options,
                              const ModelConfig& config);

/// The reporter for a loaded model; makes and writes the manifest if one is asked for. `pretty`:
/// see ReportOptions. Throws as make_manifest does, OutputError.
std::unique_ptr<Reporter> open_report(PreparedFormat& prepared, const LoadedModel& model,
                                      bool pretty, Output& output);

}  // namespace resnext
