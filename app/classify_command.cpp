#include "app/classify_command.h"

#include "core/error.h"
#include "pipeline/image_files.h"
#include "weights/locate.h"

namespace resnext {
namespace {

const std::map<std::string, ReportFormat> kFormats = {{"json", ReportFormat::kJson},
                                                      {"table", ReportFormat::kTable}};
const std::map<std::string, ScoreKind> kScores = {{"probabilities", ScoreKind::kProbability},
                                                  {"logits", ScoreKind::kLogit}};
const std::map<std::string, ExifMode> kExif = {{"ignore", ExifMode::kIgnore},
                                               {"apply", ExifMode::kApply}};

}  // namespace

void add_classify_options(CLI::App& app, ClassifyCommand& command) {
  app.add_option("images", command.inputs, "Image files and folders (walked recursively)")
      ->type_name("PATH");
  add_model_options(app, command.model);
  app.add_option("-k,--top-k", command.options.predictions.top_k,
                 "Classes to report for each image")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("-f,--format", command.format, "json (one object a line) or table")
      ->transform(CLI::CheckedTransformer(kFormats).description(""))
      ->type_name("FORMAT")
      ->default_str("json");
  app.add_option("-o,--output", command.output, "Write results to a file, not standard output")
      ->type_name("FILE");
  app.add_option("--scores", command.options.predictions.score_kind, "probabilities or logits")
      ->transform(CLI::CheckedTransformer(kScores).description(""))
      ->type_name("KIND")
      ->default_str("probabilities");
  app.add_option("--exif", command.options.decode.exif,
                 "ignore (as timm does) or apply the camera's orientation")
      ->transform(CLI::CheckedTransformer(kExif).description(""))
      ->type_name("MODE")
      ->default_str("ignore");
  app.add_option("--max-pixels", command.options.decode.max_pixels,
                 "Refuse larger images before decoding them")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->capture_default_str();
  app.add_option("-t,--threads", command.threads, "CPU threads; 0 takes all")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
}

bool is_used(const ClassifyCommand& command) {
  return !command.inputs.empty() || !command.model.model.empty() ||
         !command.model.weights.empty() || !command.output.empty();
}

ExitCode run_classify(const ClassifyCommand& command) {
  if (command.inputs.empty()) {
    throw UsageError("no images given. Try: resnext-classify photo.jpg");
  }
  const ModelConfig config = resolve(command.model);
  const std::vector<std::filesystem::path> images =
      list_images({command.inputs.begin(), command.inputs.end()});
  if (images.empty()) {
    throw UsageError("no image files in the folders given");
  }
  Output output = command.output.empty() ? Output::standard() : Output::file(command.output);
  for (const std::filesystem::path& image : images) {
    output.refuse_if_same(image);
  }
  output.refuse_if_same(locate_weights(config, command.model.weights, process_environment()));
  const bool pretty = images.size() == 1 && output.is_terminal();
  const std::unique_ptr<Reporter> reporter = make_reporter(command.format, pretty, output);

  const LoadedModel model = load_model(config, command.model.weights, command.threads);
  Classifier classifier(model, command.options);
  bool failed = false;
  for (const std::filesystem::path& image : images) {
    const ImageResult result = classifier.classify(image);
    failed = failed || result.failure.has_value();
    reporter->write(result);
  }
  output.finish();
  return failed ? ExitCode::kSomeImagesFailed : ExitCode::kSuccess;
}

}  // namespace resnext
