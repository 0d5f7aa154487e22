#include "app/format_options.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "inference/class_names.h"
#include "output/format_names.h"
#include "output/records/json_result.h"

namespace resnext {
namespace {

const std::map<std::string, ScoreKind> kScores = {{"probabilities", ScoreKind::kProbability},
                                                  {"logits", ScoreKind::kLogit}};
constexpr const char* kFirst = "first";

/// Returns the formats that can do something, as a message lists them.
std::string names_with(bool ReportFormat::*property, const char* conjunction) {
  return in_words(format_names(report_formats(), property), conjunction);
}

void check_scores(const PredictionOptions& predictions, const FormatOptions& format) {
  const bool probabilities = predictions.score_kind == ScoreKind::kProbability;
  const std::optional<double>& threshold = predictions.threshold;
  if (threshold &&
      (std::isnan(*threshold) || (probabilities && !(*threshold >= 0 && *threshold <= 1)))) {
    throw UsageError(
        "--threshold: expected a probability from 0 to 1, or with --scores logits a number");
  }
  if (predictions.renormalize && (format.classes.empty() || !probabilities)) {
    throw UsageError("--renormalize goes with --classes, and not with logits");
  }
}

/// A photo named after --manifest by mistake must not be lost.
void refuse_to_replace(const std::string& path) {
  std::error_code ignored;
  std::ifstream file;
  if (std::filesystem::is_regular_file(path, ignored)) {
    file.open(path, std::ios::binary);
  }
  if (file.is_open() && file.peek() != std::ifstream::traits_type::eof() && file.peek() != '{') {
    throw UsageError("--manifest " + path +
                     ": that file is there and is no manifest; name another file, or \"first\"");
  }
}

}  // namespace

void add_format_options(CLI::App& app, FormatOptions& format, ClassifyOptions& options) {
  app.add_option("-k,--top-k", options.predictions.top_k, "Classes to report for each image")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option_function<std::string>(
         "-f,--format",
         [&format](const std::string& name) {
           format.format = find_format(report_formats(), name);
         },
         format_help(report_formats()))
      ->check(CLI::IsMember(format_names(report_formats())).description(""))
      ->type_name("FORMAT")
      ->default_str(format.format->name);
  app.add_option("--scores", options.predictions.score_kind, "probabilities or logits")
      ->transform(CLI::CheckedTransformer(kScores).description(""))
      ->type_name("KIND")
      ->default_str("probabilities");
  app.add_option("--threshold", options.predictions.threshold,
                 "Report only classes of at least this score")
      ->type_name("SCORE");
  app.add_option("--classes", format.classes,
                 "Report only the classes listed in a file: WordNet id, label or index a line")
      ->type_name("FILE");
  app.add_flag("--renormalize", options.predictions.renormalize,
               "With --classes: probabilities sum to 1 over these classes");
  app.add_option("--fields", format.fields,
                 "What to report of each image, such as path,label,score (json, csv, tsv)")
      ->type_name("LIST");
  app.add_option("--manifest", format.manifest,
                 "Say how the results were made: as the first record (\"first\") or in a file")
      ->type_name("first|FILE");
}

void check_resumable(const FormatOptions& format) {
  if (!format.format->resumable) {
    throw UsageError("--resume needs --format " + names_with(&ReportFormat::resumable, "or") +
                     ": no other format can be gone on with");
  }
  if (!format.fields.empty() || format.manifest == kFirst) {
    throw UsageError(
        "--resume needs whole records and nothing else in the file: leave out --fields, and name "
        "a file for --manifest");
  }
}

PreparedFormat prepare_format(const FormatOptions& format, const ClassifyOptions& options,
                              const ModelConfig& config) {
  PreparedFormat prepared;
  prepared.options = options;
  prepared.format = format.format;
  PredictionOptions& predictions = prepared.options.predictions;
  check_scores(predictions, format);
  prepared.report.score_kind = predictions.score_kind;
  prepared.options.thumbnails = format.format->wants_thumbnails;
  if (!format.fields.empty()) {
    if (!format.format->can_choose_fields) {
      throw UsageError("--fields goes with " + names_with(&ReportFormat::can_choose_fields, "and") +
                       ", not with " + format.format->name);
    }
    prepared.report.fields = Fields(format.fields);
  }
  if (!format.classes.empty()) {
    predictions.classes = read_class_list(format.classes, labels_of(config));
  }
  prepared.manifest_first = format.manifest == kFirst;
  if (prepared.manifest_first && !format.format->can_hold_manifest) {
    throw UsageError("--manifest first goes with " +
                     names_with(&ReportFormat::can_hold_manifest, "and") + "; with " +
                     format.format->name + ", name a file for it");
  }
  if (!format.manifest.empty() && !prepared.manifest_first) {
    refuse_to_replace(format.manifest);
    prepared.manifest_file.emplace(Output::file(format.manifest));
  }
  return prepared;
}

std::unique_ptr<Reporter> open_report(PreparedFormat& prepared, const LoadedModel& model,
                                      bool pretty, Output& output) {
  prepared.report.pretty = pretty;
  if (prepared.manifest_first || prepared.manifest_file) {
    RunManifest manifest = make_manifest(model, prepared.options, RESNEXT_VERSION);
    manifest.kernels = prepared.kernels;
    if (prepared.manifest_file) {
      prepared.manifest_file->write(to_json(manifest, true) + "\n");
      prepared.manifest_file->finish();
    } else {
      prepared.report.manifest = std::move(manifest);
    }
  }
  return prepared.format->make(prepared.report, output);
}

}  // namespace resnext
