// SPDX-License-Identifier: Apache-2.0
#include "commands/evaluate_multi_label_command.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/error.h"
#include "commands/evaluation_outputs.h"
#include "commands/keep_packed_weights.h"
#include "commands/progress_display.h"
#include "commands/tta_request.h"
#include "evaluation/evaluate_multi_label.h"
#include "output/format_names.h"
#include "output/summaries/multi_label_report.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTable = "table";
constexpr std::string_view kJson = "json";

/// Returns the name of the format asked for: table or json.
std::string_view format_name(const EvaluateRequest& request) {
  const EvaluationFormat* const named = request.format != nullptr
                                            ? request.format
                                            : find_format_of(evaluation_formats(), request.output);
  const std::string_view name = named == nullptr ? kTable : named->name;
  if (name != kTable && name != kJson) {
    throw UsageError(fmt::format(
        "--format {}: a model whose images may show several classes is reported as table or json",
        name));
  }
  return name;
}

void check_options(const EvaluateRequest& request, const ModelConfig& model) {
  const std::pair<const char*, bool> others[] = {
      {"--records", !request.records.empty()}, {"--confusion", !request.confusion.empty()},
      {"--real", !request.real.empty()},       {"--synsets", !request.synsets.empty()},
      {"--classes", !request.classes.empty()}, {"--any-answer", request.any_answer},
      {"--renormalize", request.renormalize}};
  for (const auto& [option, is_used] : others) {
    if (is_used) {
      throw UsageError(fmt::format(
          "{} goes with models of one class an image; the classes of {} don't exclude each other",
          option, model.id));
    }
  }
}

LabelledSets read_sets(const EvaluateRequest& request, const ResolvedModel& model) {
  const fs::path list =
      request.labels.empty() ? fs::path(request.data) / "labels.tsv" : fs::path(request.labels);
  const fs::path folder = request.data.empty() ? list.parent_path() : fs::path(request.data);
  return labelled_sets_in_list(
      list, folder, model.labels,
      request.skip_unknown ? UnknownClasses::kLeaveOut : UnknownClasses::kRefuse);
}

}  // namespace

CommandOutcome run_evaluate_multi_label(const EvaluateRequest& request, ResolvedModel model,
                                        CommandIo& io) {
  check_options(request, model.config);
  const bool as_json = format_name(request) == kJson;
  LabelledSets sets = read_sets(request, model);
  io.interruption.catch_requests();
  EvaluationOutputs outputs(request);
  for (const LabelledSet& image : sets.images) {
    outputs.refuse_if_same(image.path);
  }
  outputs.refuse_if_same(request.labels);
  if (!request.force) {
    outputs.refuse_to_replace();
  }
  const CancelCheck cancelled = cancel_check(io.interruption);
  const OpenedModel opened = open_model(std::move(model), request.model.weights, cancelled);
  for (const fs::path& file : opened_files(opened)) {
    outputs.refuse_if_same(file);
  }
  const LoadedModel loaded = load(opened, request.model, io.console, cancelled);
  EvaluateOptions options;
  options.decode = decode_options(request.decode, loaded.config, views_of(request.augmentation));
  options.batch_size = request.batch_size;
  options.augmentation = request.augmentation;
  ProgressDisplay progress(io.console, images_progress_text, !request.quiet);
  MultiLabelEvaluation evaluation =
      evaluate_multi_label(loaded, sets.images, options, io.interruption.stop_flag(),
                           [&](std::size_t done) { progress.update(done, sets.images.size()); });
  progress.clear();
  if (io.interruption.is_requested()) {
    io.console.write(
        fmt::format("resnext-classify: interrupted after {} of {} images; no report was written\n",
                    evaluation.done, sets.images.size()));
    return CommandOutcome::kInterrupted;
  }
  evaluation.unknown = std::move(sets.unknown);
  evaluation.title = title_with_views(evaluation.title, request.augmentation);
  outputs.report().write(as_json ? multi_label_json(evaluation) : multi_label_table(evaluation));
  outputs.report().finish();
  keep_packed_weights(loaded, request.quiet, false, io);
  return evaluation.failures.empty() ? CommandOutcome::kSuccess : CommandOutcome::kSomeImagesFailed;
}

}  // namespace resnext
