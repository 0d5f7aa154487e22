// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "app/choice.h"
#include "app/command_options.h"
#include "app/format_option.h"
#include "app/shared_options.h"

namespace resnext {
namespace {

const std::map<std::string, ScoreKind> kScores = {{"probabilities", ScoreKind::kProbability},
                                                  {"logits", ScoreKind::kLogit}};

void add_report_options(CLI::App& app, ReportRequest& request) {
  app.option_defaults()->group("Results");
  app.add_option("-k,--top-k", request.predictions.top_k, "Classes to report for each image")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  add_format_option(app, request.format, report_formats());
  app.add_option("--scores", request.predictions.score_kind, "probabilities or logits")
      ->transform(choice(kScores))
      ->type_name("probabilities|logits")
      ->default_str("probabilities");
  app.add_option("--threshold", request.predictions.threshold,
                 "Report only classes of at least this score")
      ->type_name("SCORE");
  app.add_option("--classes", request.classes,
                 "Report only the classes listed in a file: WordNet id, label or index a line")
      ->type_name("FILE");
  app.add_flag("--renormalize", request.predictions.renormalize,
               "With --classes: probabilities sum to 1 over these classes");
  app.add_option("--fields", request.fields,
                 "What to report of each image, such as path,label,score (json, csv, tsv)")
      ->type_name("LIST");
  app.add_option("--manifest", request.manifest,
                 "Say how the results were made: as the first record (\"first\") or in a file")
      ->type_name("first|FILE");
}

void add_cam_options(CLI::App& app, CamRequest& request) {
  app.option_defaults()->group("Class activation maps");
  CLI::Option* const folder =
      app.add_option("--cam", request.folder,
                     "Write a heat map of what the best class of each image rests on to a folder")
          ->type_name("DIR");
  app.add_option("--cam-class", request.class_name,
                 "With --cam: this class (WordNet id, label or index) in place of the best")
      ->type_name("CLASS")
      ->needs(folder);
  app.add_option("--cam-size", request.size, "With --cam: longer side of the pictures, at most")
      ->type_name("PIXELS")
      ->check(CLI::Range(16, 65535))
      ->capture_default_str()
      ->needs(folder);
}

void add_tile_options(CLI::App& app, TileRequest& request) {
  app.option_defaults()->group("Tiles");
  CLI::Option* const grid =
      app.add_option("--tiles", request.grid,
                     "Classify the parts of a grid over each image as well, such as 4x3 for 4 "
                     "columns and 3 rows (json, json-array); --cam then draws where a class is")
          ->type_name("COLUMNSxROWS");
  app.add_flag("--tile-overlap", request.overlap,
               "With --tiles: tiles at half steps as well, which overlap by half")
      ->needs(grid);
}

const std::map<std::string, SortMode> kSortModes = {
    {"plan", SortMode::kPlan}, {"link", SortMode::kLink}, {"copy", SortMode::kCopy}};

void add_sort_options(CLI::App& app, SortRequest& request) {
  CLI::Option* const folder =
      app.add_option("--sort-into", request.folder,
                     "Sort the photos into a folder for each class: see --sort-by")
          ->type_name("DIR");
  app.add_option("--sort-by", request.mode,
                 "With --sort-into: plan (write nothing, say what would be done), link or copy")
      ->transform(choice(kSortModes))
      ->type_name("plan|link|copy")
      ->default_str("plan")
      ->needs(folder);
}

void add_run_options(CLI::App& app, ClassifyRequest& request) {
  app.option_defaults()->group("How it runs");
  CLI::Option* const resume =
      app.add_option("--resume", request.resume,
                     "Continue the JSON lines in FILE: inputs that have a record are skipped")
          ->type_name("FILE");
  resume->excludes(app.get_option("--force"));
  app.add_flag("--retry-failed", request.retry_failed, "With --resume: try failed inputs again")
      ->needs(resume);
  app.add_flag("--fail-fast", request.fail_fast, "Stop at the first image that fails");
  app.add_option("--max-errors", request.max_errors, "Stop when more than N images have failed")
      ->type_name("N");
  add_batch_size_option(app, request.batch_size);
  add_threads_option(app, request.model.execution);
  add_verbosity_options(app, request.quiet, request.verbose);
}

}  // namespace

void add_classify_options(CLI::App& app, ClassifyRequest& request) {
  add_image_options(app, request.images);
  add_model_options(app, request.model);
  add_precision_option(app, request.model.execution.precision);
  add_tta_option(app, request.augmentation);
  add_decode_options(app, request.decode);
  add_report_options(app, request.report);
  add_cam_options(app, request.cam);
  add_tile_options(app, request.tiles);
  add_sort_options(app, request.sort);
  app.option_defaults()->group("Results");
  add_force_option(app, request.force);
  app.add_option("-o,--output,--out", request.output,
                 "Write results to a file, not standard output")
      ->type_name("FILE");
  app.add_option(
         "--dump-input", request.dump_input,
         "Write what the network sees of the one image to a .npy file: f32, views x 3 x H x W")
      ->type_name("FILE");
  add_run_options(app, request);
}

bool is_used(const ClassifyRequest& request) {
  return !request.images.empty() || !request.model.model.empty() ||
         !request.model.weights.empty() || !request.output.empty() || !request.resume.empty();
}

}  // namespace resnext
