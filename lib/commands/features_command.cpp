// SPDX-License-Identifier: Apache-2.0
#include "commands/features_command.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text/printable.h"
#include "commands/feature_run_options.h"
#include "commands/features_format.h"
#include "commands/keep_packed_weights.h"
#include "commands/output_files.h"
#include "commands/resume_refusal.h"
#include "commands/run_display.h"
#include "inference/run_id.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// The first stage: all that can be refused without touching the weights.
struct Prepared {
  const FeatureFormat& format;
  ResolvedModel model;
};

Prepared prepare(const FeaturesRequest& request, CommandIo& io) {
  check_images(request.images);
  const FeatureFormat& format = features_format(request);
  if (!format.has_dtype && request.dtype) {
    throw UsageError(fmt::format("--dtype goes with {}; JSON has decimal numbers",
                                 feature_extensions("and", &FeatureFormat::has_dtype)));
  }
  ResolvedModel model = resolve(request.model, io.console);
  check_not_empty(request.images, io.interruption.stop_flag());
  return {format, std::move(model)};
}

/// The second stage: the weights are found and fit, the run has its name, and the file is open.
struct Opened {
  OpenedModel model;
  FeatureOptions options;
  std::unique_ptr<FeatureWriter> writer;
  Shape row_shape;
};

FeatureFileOptions file_options(const FeaturesRequest& request, const OpenedModel& model,
                                const std::string& run) {
  const char* const norm = request.normalize_l2 ? "l2" : "none";
  return {.path = request.out,
          .array = {.dtype = request.dtype.value_or(DType::kF32),
                    .row_shape = feature_shape(model.bound.network, request.layer),
                    .metadata = {{"model", model.resolved.config.id},
                                 {"layer", to_string(request.layer)},
                                 {"normalize", norm},
                                 {"run", run}}},
          .resume = request.resume,
          .retry_failed = request.retry_failed};
}

RunSettings run_settings(const FeaturesRequest& request, const FeatureFormat& format,
                         const ModelConfig& config) {
  RunSettings settings;
  settings.decode = decode_options(request.decode, config);
  settings.batch_size = batch_size_for(request.images, request.batch_size, config);
  settings.more = common_run_settings(request.model, config);
  settings.more.insert(settings.more.end(),
                       {fmt::format("layer={}", to_string(request.layer)),
                        request.normalize_l2 ? "normalize=l2" : "",
                        fmt::format("dtype={}", to_string(request.dtype.value_or(DType::kF32))),
                        fmt::format("format={}", format.name)});
  return settings;
}

/// Opens the files, of which --resume reads what an earlier run has finished.
std::unique_ptr<FeatureWriter> open_writer(const FeaturesRequest& request,
                                           const FeatureFormat& format, const OpenedModel& model,
                                           const RunSettings& settings, const std::string& run) {
  try {
    return format.open(file_options(request, model, run), run);
  } catch (const OtherRun& other) {
    refuse_other_run(other, request.model, model, settings,
                     feature_run_options(request, format, model, settings),
                     "--layer, --normalize, --dtype and --format");
  }
}

Opened open(const FeaturesRequest& request, Prepared prepared) {
  const RunSettings settings = run_settings(request, prepared.format, prepared.model.config);
  OpenedModel model = open_model(std::move(prepared.model), request.model.weights);
  FeatureOptions options = {.layer = request.layer,
                            .normalize_l2 = request.normalize_l2,
                            .decode = settings.decode,
                            .batch_size = settings.batch_size,
                            .run = run_id(model, settings)};
  std::unique_ptr<FeatureWriter> writer =
      open_writer(request, prepared.format, model, settings, options.run);
  const auto refuse_if_same = [&writer](const fs::path& input) { writer->refuse_if_same(input); };
  if (!is_standard_output(request.out)) {
    protect_images(request.images, request.out, refuse_if_same);
  }
  for (const fs::path& input : opened_files(model)) {
    refuse_if_same(input);
  }
  if (!request.force) {
    writer->refuse_to_replace();
  }
  Shape row_shape = feature_shape(model.bound.network, request.layer);
  return {std::move(model), std::move(options), std::move(writer), std::move(row_shape)};
}

/// The last stage: computes the features of all images that have no record yet.
RunSummary run(const FeaturesRequest& request, const LoadedModel& model, Opened& opened,
               CommandIo& io) {
  StopFlag& stop = io.interruption.stop_flag();
  const bool watched = io.console.is_terminal() && !request.quiet;
  const bool mixed = is_standard_output(request.out) && Output::standard().is_terminal();
  const FinishedInputs& finished = opened.writer->finished();
  RunDisplay display(io.console, {watched && !mixed, request.verbose, watched || request.verbose},
                     finished.records(), finished.failed());
  if (watched && is_countable(request.images)) {
    display.count(image_source(request.images, stop), stop);
  }
  if (request.verbose) {
    io.console.write(fmt::format("run {}: {}, {} {}, {} threads, batch size {}\n",
                                 opened.options.run, model.config.id, to_string(request.layer),
                                 to_string(opened.row_shape), model.engine.threads(),
                                 opened.options.batch_size));
  }
  const std::unique_ptr<ImageSource> source =
      unfinished_images(request.images, opened.writer->finished(), stop);
  const RunSummary summary =
      extract_features(model, opened.options, *source, stop, [&](const ImageFeatures& features) {
        opened.writer->write(features);
        display.update(features.result);
        return true;
      });
  opened.writer->finish();
  display.finish(summary);
  return summary;
}

}  // namespace

CommandOutcome run_features(const FeaturesRequest& request, CommandIo& io) {
  Opened opened = open(request, prepare(request, io));
  const LoadedModel model = load(opened.model, request.model, io.console);
  io.interruption.catch_requests();
  const RunSummary summary = run(request, model, opened, io);
  if (io.interruption.is_requested()) {
    if (!request.quiet && is_regular_output(request.out)) {
      io.console.write(
          fmt::format("resnext-classify: interrupted; the same command with --resume continues "
                      "{}\n",
                      printable(request.out)));
    }
    return CommandOutcome::kInterrupted;
  }
  keep_packed_weights(model, request.quiet, request.verbose, io);
  return summary.failed + opened.writer->finished().failed() > 0 ? CommandOutcome::kSomeImagesFailed
                                                                 : CommandOutcome::kSuccess;
}

}  // namespace resnext
