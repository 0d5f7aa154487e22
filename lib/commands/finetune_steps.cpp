// SPDX-License-Identifier: Apache-2.0
#include "commands/finetune_steps.h"

#include <fmt/format.h>

#include "base/text/printable.h"
#include "commands/progress_display.h"
#include "commands/training_log.h"
#include "engine/onednn/runtime_info.h"
#include "inference/batch_size.h"
#include "inference/run_id.h"

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

}  // namespace

std::string base_name(const FinetuneRequest& request, const ModelConfig& config) {
  if (config.head_base) {
    return config.head_base->model;
  }
  return config.directory.empty() ? config.id
                                  : fs::absolute(request.model.model).lexically_normal().string();
}

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

bool note_interrupted_features(const FinetuneRequest& request, CommandIo& io) {
  if (!io.interruption.is_requested()) {
    return false;
  }
  io.console.write(
      fmt::format("resnext-classify: interrupted{}\n",
                  keeps_features(request) ? "; computed features are in the cache" : ""));
  return true;
}

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

}  // namespace resnext
