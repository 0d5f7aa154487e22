// SPDX-License-Identifier: Apache-2.0
#include "commands/report_request.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "inference/class_names.h"
#include "output/format_names.h"

namespace resnext {
namespace {

constexpr const char* kFirst = "first";

/// Returns the formats that have `property`, as a message lists them.
std::string names_with(bool ReportFormat::*property, const char* conjunction) {
  return in_words(format_names(report_formats(), property), conjunction);
}

void check_scores(const ReportRequest& request) {
  const PredictionOptions& predictions = request.predictions;
  const bool probabilities = predictions.score_kind == ScoreKind::kProbability;
  const std::optional<double>& threshold = predictions.threshold;
  if (threshold &&
      (std::isnan(*threshold) || (probabilities && !(*threshold >= 0 && *threshold <= 1)))) {
    throw UsageError(
        "--threshold: expected a probability from 0 to 1, or with --scores logits a number");
  }
  if (predictions.renormalize && (request.classes.empty() || !probabilities)) {
    throw UsageError("--renormalize goes with --classes, and not with logits");
  }
}

Fields chosen_fields(const ReportRequest& request, const ReportFormat& format) {
  if (request.fields.empty()) {
    return {};
  }
  if (!format.can_choose_fields) {
    throw UsageError(fmt::format("--fields goes with {}, not with {}",
                                 names_with(&ReportFormat::can_choose_fields, "and"), format.name));
  }
  return Fields(request.fields);
}

}  // namespace

const ReportFormat& chosen_format(const ReportRequest& request, const std::string& file) {
  const ReportFormat* const named =
      request.format != nullptr ? request.format : find_format_of(report_formats(), file);
  return named != nullptr ? *named : report_formats().front();
}

void check_resumable(const ReportRequest& request) {
  if (!chosen_format(request, "").resumable) {
    throw UsageError(fmt::format("--resume needs --format {}: no other format can be resumed",
                                 names_with(&ReportFormat::resumable, "or")));
  }
  if (!request.fields.empty() || request.manifest == kFirst) {
    throw UsageError(
        "--resume needs whole records and nothing else in the file: leave out --fields, and name "
        "a file for --manifest");
  }
}

ReportPlan plan_report(const ReportRequest& request, const ReportFormat& format,
                       const ResolvedModel& model, bool replace_manifest) {
  check_scores(request);
  ReportPlan plan = {.predictions = request.predictions,
                     .format = &format,
                     .fields = chosen_fields(request, format),
                     .manifest_first = request.manifest == kFirst,
                     .manifest_file = std::nullopt};
  if (!request.classes.empty()) {
    plan.predictions.classes = read_class_list(request.classes, model.labels);
  }
  if (plan.manifest_first && !format.can_hold_manifest) {
    throw UsageError(fmt::format("--manifest first goes with {}; with {}, name a file for it",
                                 names_with(&ReportFormat::can_hold_manifest, "and"), format.name));
  }
  if (!request.manifest.empty() && !plan.manifest_first) {
    plan.manifest_file.emplace(request.manifest, replace_manifest);
  }
  return plan;
}

std::unique_ptr<Reporter> open_report(ReportPlan& plan, const LoadedModel& model,
                                      const ClassifyOptions& options, bool pretty, Output& output) {
  std::optional<RunManifest> manifest;
  if (plan.manifest_first || plan.manifest_file) {
    manifest = make_manifest(model, options);
  }
  if (plan.manifest_file) {
    plan.manifest_file->write(*manifest);
    manifest.reset();
  }
  return plan.format->make({.pretty = pretty,
                            .score_kind = plan.predictions.score_kind,
                            .fields = plan.fields,
                            .manifest = std::move(manifest)},
                           output);
}

}  // namespace resnext
