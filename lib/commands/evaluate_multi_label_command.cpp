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
#include "output/summaries/multi_label_report.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTable = "table";
constexpr std::string_view kJson = "json";

/// Returns whether the report is JSON, not the table. Throws UsageError for other formats.
bool is_json(const EvaluateRequest& request) {
  const std::string_view name = report_format(request).name;
  if (name != kTable && name != kJson) {
    throw UsageError(fmt::format(
        "--format {}: a model whose images may show several classes is reported as table or json",
        name));
  }
  return name == kJson;
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

}  // namespace

CommandOutcome run_evaluate_multi_label(const EvaluateRequest& request, ResolvedModel model,
                                        CommandIo& io) {
  check_options(request, model.config);
  const bool as_json = is_json(request);
  const ListPlace place = place_of_list(request.labels, request.data);
  LabelledSets sets = labelled_sets_in_list(
      place, model.labels,
      request.skip_unknown ? UnknownClasses::kLeaveOut : UnknownClasses::kRefuse);
  io.interruption.catch_requests();
  EvaluationOutputs outputs(request);
  for (const LabelledSet& image : sets.images) {
    outputs.refuse_if_same(image.path);
  }
  outputs.refuse_if_same(place.list);
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
    return end_without_report(request, evaluation.done, sets.images.size(), io.console);
  }
  evaluation.unknown = std::move(sets.unknown);
  evaluation.title = title_with_views(evaluation.title, request.augmentation);
  outputs.report().write(as_json ? multi_label_json(evaluation) : multi_label_table(evaluation));
  outputs.report().finish();
  keep_packed_weights(loaded, request.quiet, false, io);
  return evaluation.failures.empty() ? CommandOutcome::kSuccess : CommandOutcome::kSomeImagesFailed;
}

}  // namespace resnext
