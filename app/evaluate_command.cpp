#include "app/evaluate_command.h"

#include "app/brief_spinning.h"

#include <unistd.h>

#include <chrono>

#include "app/status_line.h"
#include "core/error.h"
#include "report/evaluation_report.h"
#include "task/evaluate.h"
#include "weights/locate.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, ReportFormat> kFormats = {{"json", ReportFormat::kJson},
                                                      {"table", ReportFormat::kTable}};

std::vector<LabelledImage> labelled_images(const EvaluateCommand& command,
                                           const std::vector<Label>& labels) {
  if (command.labels.empty()) {
    return labelled_images_in_folder(command.data, labels);
  }
  const fs::path folder =
      command.data.empty() ? fs::path(command.labels).parent_path() : fs::path(command.data);
  return labelled_images_in_list(command.labels, folder, labels);
}

/// One line on a terminal, rewritten twice a second.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t total) : total_(total), shown_(isatty(STDERR_FILENO) == 1) {}

  void operator()(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (shown_ && now - last_ > std::chrono::milliseconds(500)) {
      line_.draw(std::to_string(done) + " of " + std::to_string(total_));
      last_ = now;
    }
  }

 private:
  std::size_t total_;
  bool shown_;
  StatusLine line_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace

void add_evaluate_options(CLI::App& app, EvaluateCommand& command) {
  app.add_option(
         "-d,--data", command.data,
         "Folder with a folder a class (WordNet id or label), or where --labels' paths begin")
      ->type_name("DIR");
  app.add_option("-l,--labels", command.labels, "Lines of path TAB class")->type_name("FILE");
  add_model_options(app, command.model);
  app.add_option("-f,--format", command.format, "table or json")
      ->transform(CLI::CheckedTransformer(kFormats).description(""))
      ->type_name("FORMAT")
      ->default_str("table");
  app.add_option("-o,--output", command.output, "Write the report to a file")->type_name("FILE");
  app.add_option("-t,--threads", command.threads, "CPU threads; 0 takes all")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
}

ExitCode run_evaluate(const EvaluateCommand& command) {
  if (command.data.empty() && command.labels.empty()) {
    throw UsageError("evaluate needs --data DIR, --labels FILE, or both");
  }
  if (command.threads != 1) {
    spin_briefly();
  }
  const ModelConfig config = resolve(command.model);
  const std::vector<LabelledImage> images = labelled_images(command, labels_of(config));
  Output output = command.output.empty() ? Output::standard() : Output::file(command.output);
  for (const LabelledImage& image : images) {
    output.refuse_if_same(image.path);
  }
  output.refuse_if_same(command.labels);
  output.refuse_if_same(locate_weights(config, command.model.weights, process_environment()));
  const LoadedModel model =
      load_model(config, command.model.weights, command.threads, command.model.kernels);
  ProgressLine progress(images.size());
  const Evaluation evaluation =
      evaluate(model, images, command.decode, [&progress](std::size_t done) { progress(done); });
  output.write(command.format == ReportFormat::kJson ? evaluation_to_json(evaluation)
                                                     : evaluation_to_table(evaluation));
  output.finish();
  return evaluation.failures.empty() ? ExitCode::kSuccess : ExitCode::kSomeImagesFailed;
}

}  // namespace resnext
