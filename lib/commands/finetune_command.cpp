// SPDX-License-Identifier: Apache-2.0
#include "commands/finetune_command.h"

#include <fmt/format.h>

#include "base/text/printable.h"
#include "commands/finetune_data.h"
#include "commands/keep_packed_weights.h"
#include "commands/progress_display.h"
#include "commands/training_log.h"
#include "engine/onednn/runtime_info.h"
#include "engine/onednn/threads.h"
#include "inference/batch_size.h"
#include "inference/run_id.h"
#include "output/pages/training_report.h"
#include "training/training_rows.h"
#include "training/write_model.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

FeatureOptions feature_options(const FinetuneRequest& request, const ModelConfig& config) {
  return {
      .views = make_views(request.crops, request.flip),
      .decode = decode_options(request.decode, config),
      .batch_size = request.image_batch > 0 ? request.image_batch : batch_size_for_many(config)};
}

bool has_cache_folder(const FinetuneRequest& request) {
  return !request.cache.empty() || has_cache_home(process_environment());
}

bool keeps_features(const FinetuneRequest& request) {
  return !request.no_cache && has_cache_folder(request);
}

CacheOptions cache_options(const FinetuneRequest& request, const OpenedModel& model,
                           const FeatureOptions& features) {
  if (!keeps_features(request)) {
    return {};
  }
  RunSettings settings;
  settings.decode = features.decode;
  settings.batch_size = features.batch_size;
  settings.more = common_run_settings(request.model, model.resolved.config);
  settings.more.insert(settings.more.end(),
                       {"isa=" + instruction_set(), fmt::format("crops={}", request.crops),
                        request.flip ? "flip" : "", "pooled features"});
  return {request.cache.empty() ? own_cache(process_environment()) / "features"
                                : fs::path(request.cache),
          run_id(model, settings)};
}

/// Returns the name by which a head finds its base from anywhere.
std::string base_name(const FinetuneRequest& request, const ModelConfig& config) {
  if (config.head_base) {
    return config.head_base->model;
  }
  return config.directory.empty() ? config.id
                                  : fs::absolute(request.model.model).lexically_normal().string();
}

TrainingReport make_report(const FinetuneRequest& request, const LoadedModel& model,
                           const TrainingSet& set, const TrainingFeatures& features,
                           const Split& split) {
  TrainingReport report;
  report.base = model.config.id;
  report.precision = to_string(model.engine.precision());
  report.data = request.labels.empty() ? request.data : request.labels;
  report.classes = set.classes;
  report.training_images.resize(set.classes.size());
  for (const std::size_t image : split.training) {
    ++report.training_images[static_cast<std::size_t>(features.classes[image])];
  }
  for (const std::size_t image : split.validation) {
    report.truth.push_back(features.classes[image]);
  }
  report.skipped = features.skipped;
  report.views = features.views;
  report.options = request.training;
  return report;
}

/// Computes the features, shows progress and reports what was left out.
TrainingFeatures compute_features(const FinetuneRequest& request, const LoadedModel& model,
                                  const OpenedModel& opened, const TrainingSet& set,
                                  CommandIo& io) {
  const FeatureOptions options = feature_options(request, model.config);
  const CacheOptions cache = cache_options(request, opened, options);
  if (!request.no_cache && !request.quiet && !has_cache_folder(request)) {
    io.console.write(
        "resnext-classify: features: neither HOME nor XDG_CACHE_HOME is set, so that they are not "
        "kept; --cache "
        "names a folder for them\n");
  }
  ProgressDisplay progress(io.console, images_progress_text, !request.quiet);
  TrainingFeatures features =
      training_features(model, set, options, cache, io.interruption.stop_flag(),
                        [&](std::size_t done) { progress.update(done, set.images.size()); });
  progress.clear();
  report_features(features, cache, request.quiet, io.console);
  return features;
}

/// Trains on computed features; `log` hears of each epoch. Returns nothing if no epoch finished.
std::optional<TrainedHead> train(const FinetuneRequest& request, const TrainingSet& set,
                                 const TrainingFeatures& features, const Split& split,
                                 TrainingLog& log, const CancelCheck& cancelled) {
  return train_head(pick_rows(features, split.training, Views::kAll),
                    pick_rows(features, split.validation, Views::kFirst), set.classes.size(),
                    request.training, cancelled,
                    [&log](const EpochMetrics& epoch) { log.write(epoch); });
}

/// Reports how the training ended; returns false if it was interrupted.
bool report_end(const FinetuneRequest& request, const TrainingReport& report,
                const TrainedHead& trained, Console& console) {
  const std::string out = printable(request.out);
  if (!request.quiet) {
    console.write(fmt::format("{}: {}; learning curves: {}\n", out,
                              training_summary_text(report, trained),
                              printable((fs::path(request.out) / "report.html").string())));
  }
  if (trained.interrupted) {
    console.write(fmt::format("resnext-classify: interrupted; {} holds the best epoch so far, {}\n",
                              out, trained.best_epoch));
    return false;
  }
  if (trained.diverged) {
    console.write(fmt::format(
        "resnext-classify: training diverged after epoch {}: the loss is no longer a number; {} "
        "holds the best epoch, {}. Choose a lower --learning-rate\n",
        trained.epochs.size(), out, trained.best_epoch));
  }
  return true;
}

/// The first stage: all that can be refused without touching the weights.
struct Prepared {
  ResolvedModel model;
  TrainingSet set;
};

Prepared prepare(const FinetuneRequest& request, CommandIo& io) {
  ResolvedModel model = resolve(request.model, io.console);
  check_can_be_base(model.config);
  return {std::move(model), read_training_set(request)};
}

}  // namespace

CommandOutcome run_finetune(const FinetuneRequest& request, CommandIo& io) {
  const Prepared prepared = prepare(request, io);
  io.interruption.catch_requests();
  const NewFolder folder(request.out);
  const CancelCheck cancelled = cancel_check(io.interruption);
  const OpenedModel opened = open_model(prepared.model, request.model.weights, cancelled);
  const LoadedModel model = load(opened, request.model, io.console, cancelled);
  const TrainingFeatures features = compute_features(request, model, opened, prepared.set, io);
  if (io.interruption.is_requested()) {
    io.console.write(
        fmt::format("resnext-classify: interrupted{}\n",
                    keeps_features(request) ? "; computed features are in the cache" : ""));
    return CommandOutcome::kInterrupted;
  }
  const Split split = stratified_split(features.classes, prepared.set.classes, request.validation,
                                       request.training.seed);
  use_threads(model.engine.threads());
  if (!request.quiet) {
    io.console.write(fmt::format("losses: {}\n", losses_text(request.training, features.views)));
  }
  TrainingLog log(folder.folder() / "metrics.jsonl", request.quiet, io.console);
  const std::optional<TrainedHead> trained =
      train(request, prepared.set, features, split, log, cancelled);
  if (!trained) {
    io.console.write("resnext-classify: interrupted before the first epoch was finished\n");
    return CommandOutcome::kInterrupted;
  }
  log.finish();
  write_model(opened, trained->weights,
              {prepared.set.classes, request.head_only, base_name(request, model.config)}, folder);
  const TrainingReport report = make_report(request, model, prepared.set, features, split);
  folder.write("report.html", training_report_html(report, *trained));
  folder.finish();
  if (!report_end(request, report, *trained, io.console)) {
    return CommandOutcome::kInterrupted;
  }
  keep_packed_weights(model, request.quiet, false, io);
  return features.skipped.empty() ? CommandOutcome::kSuccess : CommandOutcome::kSomeImagesFailed;
}

}  // namespace resnext
