// SPDX-License-Identifier: Apache-2.0
#include "commands/finetune_command.h"

#include <fmt/format.h>

#include "commands/finetune_data.h"
#include "commands/finetune_fit.h"
#include "commands/finetune_steps.h"
#include "commands/keep_packed_weights.h"
#include "engine/onednn/threads.h"
#include "training/write_model.h"

namespace resnext {
namespace {

/// The first stage: all that can be refused without touching the weights.
struct Prepared {
  ResolvedModel model;
  FinetuneData data;
};

Prepared prepare(const FinetuneRequest& request, CommandIo& io) {
  ResolvedModel model = resolve(request.model, io.console);
  check_can_be_base(model.config);
  return {std::move(model), read_finetune_data(request)};
}

void complete_report(const FinetuneRequest& request, const LoadedModel& model,
                     const TrainingFeatures& features, TrainingReport& report) {
  report.base = model.config.id;
  report.precision = to_string(model.engine.precision());
  report.data = request.labels.empty() ? request.data : request.labels;
  report.skipped = features.skipped;
  report.views = features.views;
  report.options = request.training;
}

/// Trains on computed features; writes what each epoch gave to the folder.
std::optional<Fitted> fit(const FinetuneRequest& request, const FinetuneData& data,
                          const TrainingFeatures& features, const NewFolder& folder,
                          CommandIo& io) {
  TrainingLog log(folder.folder() / "metrics.jsonl", request.multi_label, request.quiet,
                  io.console);
  std::optional<Fitted> fitted = (request.multi_label ? fit_label_sets : fit_classes)(
      request, data, features, log, cancel_check(io.interruption));
  if (fitted) {
    log.finish();
  } else {
    io.console.write("resnext-classify: interrupted before the first epoch was finished\n");
  }
  return fitted;
}

}  // namespace

CommandOutcome run_finetune(const FinetuneRequest& request, CommandIo& io) {
  const Prepared prepared = prepare(request, io);
  io.interruption.catch_requests();
  const NewFolder folder(request.out);
  const CancelCheck cancelled = cancel_check(io.interruption);
  const OpenedModel opened = open_model(prepared.model, request.model.weights, cancelled);
  const LoadedModel model = load(opened, request.model, io.console, cancelled);
  const TrainingFeatures features = compute_features(request, model, opened, prepared.data.set, io);
  if (note_interrupted_features(request, io)) {
    return CommandOutcome::kInterrupted;
  }
  use_threads(model.engine.threads());
  if (!request.quiet) {
    io.console.write(fmt::format("losses: {}\n", losses_text(request.training, features.views)));
  }
  std::optional<Fitted> fitted = fit(request, prepared.data, features, folder, io);
  if (!fitted) {
    return CommandOutcome::kInterrupted;
  }
  write_model(opened, fitted->trained.weights,
              {prepared.data.set.classes, request.head_only, base_name(request, model.config),
               fitted->multi_label},
              folder);
  complete_report(request, model, features, fitted->report);
  folder.write("report.html", training_report_html(fitted->report, fitted->trained));
  folder.finish();
  if (!report_end(request, fitted->report, fitted->trained, io.console)) {
    return CommandOutcome::kInterrupted;
  }
  keep_packed_weights(model, request.quiet, false, io);
  return features.skipped.empty() ? CommandOutcome::kSuccess : CommandOutcome::kSomeImagesFailed;
}

}  // namespace resnext
