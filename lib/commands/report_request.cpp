// SPDX-License-Identifier: Apache-2.0
#include "commands/report_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "commands/tta_request.h"
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

RunOption other_top_k(int now) {
  RunOption option;
  for (const int count :
       {5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 200, 500, 1000, 11821}) {
    if (count != now) {
      option.push_back({fmt::format("--top-k {} (now {})", count, now),
                        [count](RunVariant& run) { run.settings.predictions.top_k = count; }});
    }
  }
  return option;
}

RunOption other_scores(ScoreKind now) {
  const bool logits = now == ScoreKind::kLogit;
  return {{logits ? "--scores probabilities (now logits)" : "--scores logits (now probabilities)",
           [logits](RunVariant& run) {
             run.settings.predictions.score_kind =
                 logits ? ScoreKind::kProbability : ScoreKind::kLogit;
           }}};
}

RunOption other_threshold(const std::optional<double>& now) {
  const std::string current = now ? fmt::format("(now {})", *now) : "(now none)";
  RunOption option;
  if (now) {
    option.push_back({"no --threshold " + current,
                      [](RunVariant& run) { run.settings.predictions.threshold.reset(); }});
  }
  for (const double score :
       {0.5, 0.1, 0.9, 0.01, 0.02, 0.05, 0.2, 0.25, 0.3, 0.4, 0.6, 0.7, 0.75, 0.8, 0.95, 0.99}) {
    if (score != now) {
      option.push_back({fmt::format("--threshold {} {}", score, current),
                        [score](RunVariant& run) { run.settings.predictions.threshold = score; }});
    }
  }
  return option;
}

RunOption other_classes(const PredictionOptions& now) {
  if (now.classes.empty()) {
    return {};
  }
  const bool renormalize = now.renormalize;
  return {
      {"no --classes (now with it)",
       [](RunVariant& run) {
         run.settings.predictions.classes.clear();
         run.settings.predictions.renormalize = false;
       }},
      {renormalize ? "no --renormalize (now with it)" : "--renormalize (now without)",
       [renormalize](RunVariant& run) { run.settings.predictions.renormalize = !renormalize; }}};
}

}  // namespace

std::vector<RunOption> report_run_options(const PredictionOptions& now) {
  return {other_top_k(now.top_k), other_scores(now.score_kind), other_threshold(now.threshold),
          other_classes(now)};
}

const ReportFormat& chosen_format(const ReportRequest& request, const std::string& file) {
  const ReportFormat* const named =
      request.format != nullptr ? request.format : find_format_of(report_formats(), file);
  return named != nullptr ? *named : report_formats().front();
}

const ReportFormat& terminal_format(const ReportRequest& request) {
  const bool needs_json = !request.fields.empty() || request.manifest == kFirst;
  return request.format != nullptr || needs_json
             ? chosen_format(request, "")
             : *std::ranges::find_if(report_formats(), &ReportFormat::for_terminal);
}

bool is_resumable(const ReportRequest& request, const ReportFormat& format) {
  return format.resumable && request.fields.empty() && request.manifest != kFirst;
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
  if (request.predictions.renormalize && model.config.multi_label) {
    throw UsageError(
        fmt::format("--renormalize: the classes of {} don't exclude each other, so that their "
                    "probabilities need no common sum; leave it out",
                    model.config.id));
  }
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
                                      const ClassifyOptions& options, bool pretty,
                                      const std::filesystem::path& file, Output& output) {
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
                            .manifest = std::move(manifest),
                            .model = title_with_views(title_of(model), options.augmentation),
                            .labels = model.labels,
                            .file = file},
                           output);
}

}  // namespace resnext
