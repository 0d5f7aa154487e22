// SPDX-License-Identifier: Apache-2.0
#include "commands/evaluate_command.h"

#include <fmt/format.h>

#include "base/text/printable.h"
#include "commands/evaluate_multi_label_command.h"
#include "commands/evaluation_data.h"
#include "commands/evaluation_outputs.h"
#include "commands/keep_packed_weights.h"
#include "commands/output_files.h"
#include "commands/progress_display.h"
#include "commands/tta_request.h"
#include "evaluation/evaluate.h"
#include "images/draw/encode.h"
#include "images/draw/thumbnail.h"
#include "output/evidence_text.h"
#include "output/format_names.h"
#include "output/pages/photo_link.h"
#include "output/summaries/evaluation_report.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr int kPictureSide = 160;  // of an activation map in the page, as a thumbnail's

/// The first stage: all that can be refused without touching the weights.
struct Prepared {
  const EvaluationFormat& format;
  ResolvedModel model;
  EvaluationData data;
  EvaluationOutputs outputs;
};

Prepared prepare(const EvaluateRequest& request, ResolvedModel model, CommandIo& io) {
  EvaluationData data = read_data(request, model.labels);
  const EvaluationFormat& format = report_format(request);
  if (format.needs_pictures) {
    check_encoders();
  }
  io.interruption.catch_requests();
  EvaluationOutputs outputs(request);
  for (const LabelledImage& image : data.images.images) {
    outputs.refuse_if_same(image.path);
  }
  for (const std::string& input :
       {request.labels, request.synsets, request.real, request.classes}) {
    outputs.refuse_if_same(input);
  }
  if (!request.force) {
    outputs.refuse_to_replace();
  }
  return {format, std::move(model), std::move(data), std::move(outputs)};
}

/// The second stage: the weights are found and fit.
OpenedModel open(const EvaluateRequest& request, const Prepared& prepared,
                 const CancelCheck& cancelled) {
  OpenedModel opened = open_model(prepared.model, request.model.weights, cancelled);
  for (const fs::path& file : opened_files(opened)) {
    prepared.outputs.refuse_if_same(file);
  }
  return opened;
}

EvaluateOptions evaluate_options(const EvaluateRequest& request, Prepared& prepared,
                                 ProgressDisplay& progress, std::uint64_t& done) {
  return {.decode =
              decode_options(request.decode, prepared.model.config, views_of(request.augmentation)),
          .answers = prepared.data.answers,
          .augmentation = request.augmentation,
          .batch_size = request.batch_size,
          .renormalize = request.renormalize,
          .real = prepared.data.real ? &*prepared.data.real : nullptr,
          .record = [&](const EvaluatedImage& image) {
            if (Output* const records = prepared.outputs.records()) {
              records->write(evaluated_image_to_json(image, prepared.model.labels));
            }
            progress.update(++done, prepared.data.images.images.size());
          }};
}

/// Returns the photos that the page shows, with maps of what the answers rest on.
EvaluationPictures draw_pictures(const Evaluation& evaluation, const LoadedModel& model,
                                 const OpenedModel& opened,
                                 const std::vector<LabelledImage>& images,
                                 const EvaluateOptions& options, const std::string& page,
                                 StopFlag& stop) {
  std::vector<std::size_t> chosen;
  for (const Confusion& pair : worst_pairs(evaluation.measures, kShownPairs)) {
    chosen.insert(chosen.end(), pair.surest.begin(), pair.surest.end());
  }
  EvaluationPictures pictures;
  reclassify(model, images, chosen, options,
             std::make_shared<ClassifierWeights>(read_classifier(opened.bound)), stop,
             [&pictures, &page](std::size_t number, const ImageResult& result) {
               if (result.activation) {
                 pictures[number] = {result.path, result.thumbnail,
                                     make_thumbnail(result.activation->draw(kPictureSide)),
                                     photo_link(result.path, is_standard_output(page) ? "" : page),
                                     evidence_text(result)};
               }
             });
  return pictures;
}

void write_outputs(const EvaluationFormat& format, const Evaluation& evaluation,
                   const EvaluationPictures& pictures, const std::vector<Label>& labels,
                   EvaluationOutputs& outputs) {
  if (Output* const records = outputs.records()) {
    records->finish();
  }
  if (Output* const confusion = outputs.confusion()) {
    confusion->write(confusion_to_csv(evaluation, labels));
    confusion->finish();
  }
  outputs.report().write(format.make(evaluation, labels, pictures));
  outputs.report().finish();
}

}  // namespace

CommandOutcome run_evaluate(const EvaluateRequest& request, CommandIo& io) {
  check_data(request);
  ResolvedModel resolved = resolve(request.model, io.console);
  if (resolved.config.multi_label) {
    return run_evaluate_multi_label(request, std::move(resolved), io);
  }
  Prepared prepared = prepare(request, std::move(resolved), io);
  const CancelCheck cancelled = cancel_check(io.interruption);
  const OpenedModel opened = open(request, prepared, cancelled);
  const LoadedModel model = load(opened, request.model, io.console, cancelled);
  const std::vector<LabelledImage>& images = prepared.data.images.images;
  StopFlag& stop = io.interruption.stop_flag();

  ProgressDisplay progress(io.console, images_progress_text, !request.quiet);
  std::uint64_t done = 0;
  const EvaluateOptions options = evaluate_options(request, prepared, progress, done);
  Evaluation evaluation = evaluate(model, images, options, stop);
  evaluation.title = title_with_views(evaluation.title, request.augmentation);
  evaluation.unknown = std::move(prepared.data.images.unknown);
  evaluation.of_other_classes = prepared.data.of_other_classes;
  EvaluationPictures pictures;
  if (prepared.format.needs_pictures && !io.interruption.is_requested()) {
    pictures = draw_pictures(evaluation, model, opened, images, options, request.output, stop);
  }
  progress.clear();
  if (io.interruption.is_requested()) {
    return end_without_report(request, evaluation.done, images.size(), io.console);
  }
  write_outputs(prepared.format, evaluation, pictures, model.labels, prepared.outputs);
  keep_packed_weights(model, request.quiet, false, io);
  return evaluation.failures.empty() ? CommandOutcome::kSuccess : CommandOutcome::kSomeImagesFailed;
}

}  // namespace resnext
