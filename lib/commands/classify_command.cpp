// SPDX-License-Identifier: Apache-2.0
#include "commands/classify_command.h"

#include <fmt/format.h>

#include "base/error.h"
#include "commands/classify_output.h"
#include "commands/classify_resume.h"
#include "commands/classify_settings.h"
#include "commands/input_dump.h"
#include "commands/keep_packed_weights.h"
#include "commands/output_files.h"
#include "commands/run_display.h"
#include "inference/classify_images.h"
#include "inference/run_id.h"
#include "output/records/finished_inputs.h"

namespace resnext {
namespace {

void check_usage(const ClassifyRequest& request) {
  check_images(request.images);
  check_tiles(request.tiles, request.augmentation, request.decode.fast, request.dump_input);
  if (!request.resume.empty()) {
    check_resumable(request.report);
    if (is_standard_output(request.resume)) {
      throw UsageError("--resume -: standard output can't be resumed; name a file");
    }
  }
  if (!request.dump_input.empty()) {
    check_input_dump(request.dump_input, request.images, request.resume);
  }
  if (!request.resume.empty() && !request.output.empty() && request.output != request.resume) {
    throw UsageError(
        fmt::format("--resume {} writes to that file; leave out --output", request.resume));
  }
}

/// The first stage: all that can be refused without touching the weights.
struct Prepared {
  ResolvedModel model;
  ReportPlan report;
  Output output;
  std::optional<int> cam_class;
  std::optional<ActivationFiles> pictures;
  std::optional<SortedFolders> sorted;
  std::optional<InputDump> dump;
};

Prepared prepare(const ClassifyRequest& request, CommandIo& io) {
  ResolvedModel model = resolve(request.model, io.console);
  check_not_empty(request.images, io.interruption.stop_flag());
  const ReportFormat& format = classify_format(request);
  check_tile_format(request.tiles, format);
  const bool force =
      request.force || !request.resume.empty();  // a resumed run replaces its own files
  ReportPlan report = plan_report(request.report, format, model, force);
  Output output = open_classify_output(request, format);
  const std::optional<int> cam_class = activation_class(request.cam, model);
  std::optional<ActivationFiles> pictures =
      open_cam_folder(request.cam, request.images, force, io.interruption.stop_flag());
  std::optional<SortedFolders> sorted =
      open_sorted_folders(request.sort, request.images, model, io.interruption.stop_flag());
  std::optional<InputDump> dump =
      open_input_dump(request.dump_input, views_of(request.augmentation).size(), force);
  return {std::move(model),    std::move(report), std::move(output), cam_class,
          std::move(pictures), std::move(sorted), std::move(dump)};
}

/// The second stage: the weights are found and fit, and the run has its name.
struct Opened {
  OpenedModel model;
  ClassifyOptions options;
  FinishedInputs finished;
  Output output;
};

Opened open(const ClassifyRequest& request, Prepared& prepared) {
  const RunSettings settings =
      run_settings(request, prepared.model.config, prepared.report.predictions, prepared.cam_class);
  OpenedModel model = open_model(prepared.model, request.model.weights);
  for (const std::filesystem::path& file : opened_files(model)) {
    prepared.output.refuse_if_same(file);
  }
  ClassifyOptions options = {
      .predictions = settings.predictions,
      .decode = settings.decode,
      .thumbnails = prepared.report.format->wants_thumbnails,
      .batch_size = settings.batch_size,
      .run = run_id(model, settings),
      .activation = activation_options(request.cam, prepared.cam_class, model),
      .keep_input = prepared.dump.has_value(),
      .augmentation = request.augmentation,
      .tiles = tile_grid(request.tiles)};
  std::optional<Output> output(std::move(prepared.output));
  FinishedInputs finished;
  if (!request.resume.empty()) {
    finished = read_finished(request, model, settings, options.run, output);
  }
  return {std::move(model), std::move(options), std::move(finished), std::move(*output)};
}

RunDisplay::Options display_options(const ClassifyRequest& request, const Output& output,
                                    const Console& console) {
  const bool watched = console.is_terminal() && !request.quiet && !is_single_image(request.images);
  return {.progress = watched && !output.is_terminal(),
          .failures = request.verbose,
          .summary = watched || request.verbose};
}

std::uint64_t most_errors(const ClassifyRequest& request) {
  return request.fail_fast ? 0 : request.max_errors.value_or(~std::uint64_t{0});
}

/// `failed_before`: images whose records an earlier run has left in the file.
CommandOutcome outcome_of(const RunSummary& summary, std::uint64_t failed_before,
                          const ClassifyRequest& request, CommandIo& io) {
  if (io.interruption.is_requested()) {
    return CommandOutcome::kInterrupted;
  }
  if (summary.failed > most_errors(request)) {
    io.console.write(fmt::format("resnext-classify: ended early after {} failed image{} ({})\n",
                                 summary.failed, summary.failed == 1 ? "" : "s",
                                 request.fail_fast ? "--fail-fast" : "--max-errors"));
    return CommandOutcome::kTooManyErrors;
  }
  return summary.failed + failed_before > 0 ? CommandOutcome::kSomeImagesFailed
                                            : CommandOutcome::kSuccess;
}

/// The last stage: classifies all images that have no record yet.
RunSummary run(const ClassifyRequest& request, const LoadedModel& model, Opened& opened,
               Reporter& reporter, Prepared& prepared, CommandIo& io) {
  StopFlag& stop = io.interruption.stop_flag();
  const RunDisplay::Options shown = display_options(request, opened.output, io.console);
  RunDisplay display(io.console, shown, opened.finished.records(), opened.finished.failed());
  if (shown.progress && is_countable(request.images)) {
    display.count(image_source(request.images, stop), stop);
  }
  if (request.verbose) {
    io.console.write(fmt::format("run {}: {}, {} threads, batch size {}\n", opened.options.run,
                                 model.config.id, model.engine.threads(),
                                 opened.options.batch_size));
  }
  const std::unique_ptr<ImageSource> source =
      unfinished_images(request.images, opened.finished, stop);
  std::uint64_t failed = 0;
  const RunSummary summary =
      classify_images(model, opened.options, *source, stop, [&](const ImageResult& result) {
        if (prepared.pictures) {
          prepared.pictures->write(result);  // before the record, which says that it is done
        }
        if (prepared.sorted) {
          prepared.sorted->add(result);
        }
        if (prepared.dump) {
          prepared.dump->write(result);
        }
        reporter.write(result);
        display.update(result);
        failed += result.failure ? 1 : 0;
        return failed <= most_errors(request);
      });
  reporter.finish();
  opened.output.finish();
  display.finish(summary);
  if (prepared.sorted && !request.quiet) {
    io.console.write(prepared.sorted->summary());
  }
  return summary;
}

}  // namespace

CommandOutcome run_classify(const ClassifyRequest& request, CommandIo& io) {
  check_usage(request);
  Prepared prepared = prepare(request, io);
  Opened opened = open(request, prepared);
  const bool pretty = is_single_image(request.images) && opened.output.is_terminal();
  const LoadedModel model = load(opened.model, request.model, io.console);
  const std::unique_ptr<Reporter> reporter =
      open_report(prepared.report, model, opened.options, pretty,
                  is_standard_output(request.output) ? "" : request.output, opened.output);
  io.interruption.catch_requests();
  const RunSummary summary = run(request, model, opened, *reporter, prepared, io);
  if (io.interruption.is_requested()) {
    report_interruption(request, *prepared.report.format, io.console);
  }
  const CommandOutcome outcome =
      outcome_of(summary, opened.finished.failed(), request, io);  // a later request: keeping only
  keep_packed_weights(model, request.quiet, request.verbose, io);
  return outcome;
}

}  // namespace resnext
