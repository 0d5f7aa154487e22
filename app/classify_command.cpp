#include "app/classify_command.h"

#include <unistd.h>

#include <iostream>

#include "app/brief_spinning.h"
#include "app/interrupt.h"
#include "app/packed_weights.h"
#include "app/run_display.h"
#include "base/error.h"
#include "hub/locate.h"
#include "inference/classify_images.h"
#include "inference/run_id.h"
#include "output/records/finished_inputs.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

void check_usage(const ClassifyCommand& command) {
  check_inputs(command.input);
  if (!command.resume.empty()) {
    check_resumable(command.format);
  }
  if (!command.resume.empty() && !command.output.empty() && command.output != command.resume) {
    throw UsageError("--resume " + command.resume + " writes to that file; leave out --output");
  }
}

Output open_output(const ClassifyCommand& command, const ModelConfig& config) {
  const std::string& file = command.resume.empty() ? command.output : command.resume;
  if (file.empty()) {
    return Output::standard();
  }
  Output output = command.resume.empty() ? Output::file(file) : Output::resumed(file);
  protect_inputs(command.input,
                 {locate_weights(config, command.model.weights, process_environment())}, file,
                 [&output](const fs::path& input) { output.refuse_if_same(input); });
  return output;
}

RunDisplay::Options display_options(const ClassifyCommand& command, const Output& output) {
  const bool terminal =
      isatty(STDERR_FILENO) == 1 && !command.quiet && !is_single_image(command.input);
  return {.progress = terminal && !output.is_terminal(),
          .failures = command.verbose,
          .summary = terminal || command.verbose};
}

std::uint64_t most_errors(const ClassifyCommand& command) {
  return command.fail_fast ? 0 : command.max_errors.value_or(~std::uint64_t{0});
}

ExitCode exit_code(const RunSummary& summary, const ClassifyCommand& command) {
  if (is_interrupted()) {
    return interrupted_exit_code();
  }
  if (summary.failed > most_errors(command)) {
    std::cerr << "resnext-classify: ended early after " << summary.failed << " failed image"
              << (summary.failed == 1 ? "" : "s")
              << (command.fail_fast ? " (--fail-fast)" : " (--max-errors)") << "\n";
    return ExitCode::kTooManyErrors;
  }
  return summary.failed > 0 ? ExitCode::kSomeImagesFailed : ExitCode::kSuccess;
}

ClassifyOptions classify_options(const ClassifyCommand& command, const ModelConfig& config) {
  ClassifyOptions options = command.options;
  options.decode = decode_options(command.decode, config);
  options.batch_size = batch_size_for(command.input, command.batch_size, config);
  return options;
}

}  // namespace

ExitCode run_classify(const ClassifyCommand& command) {
  check_usage(command);
  if (!is_single_image(command.input) && command.threads != 1) {
    spin_briefly();
  }
  const ModelConfig config = resolve(command.model);
  SourceOptions source_settings = source_options(command.input);
  check_not_empty(command.input, stop_flag());
  PreparedFormat format = prepare_format(command.format, classify_options(command, config), config);
  std::optional<Output> output = open_output(command, config);
  ClassifyOptions& options = format.options;
  options.activation = activation_options(command.cam, labels_of(config));
  const std::optional<ActivationFiles> pictures =
      open_cam_folder(command.cam, command.input.inputs);

  const OpenedModel opened = open_model(config, command.model.weights);
  for (const fs::path& file : opened_files(opened)) {
    output->refuse_if_same(file);
  }
  format.kernels = kernels_name(command.model);
  std::vector<std::string> settings = run_settings(command.model);
  if (options.activation) {
    options.activation->classifier =
        std::make_shared<ClassifierWeights>(read_classifier(opened.bound));
    settings.push_back(cam_setting(*options.activation));
  }
  options.run = run_id(config, opened.tensors, options, settings);
  FinishedInputs finished;
  if (!command.resume.empty()) {
    finished = resume_output(command.resume, options.run, command.retry_failed, output);
  }
  const bool pretty = is_single_image(command.input) && output->is_terminal();
  const LoadedModel model =
      load_model(config, opened, load_options(command.model, command.threads));
  const std::unique_ptr<Reporter> reporter = open_report(format, model, pretty, *output);

  catch_interrupts();
  const RunDisplay::Options shown = display_options(command, *output);
  RunDisplay display(shown, finished.records());
  if (shown.progress && is_countable(command.input)) {
    display.count(make_image_source(source_settings, stop_flag()), stop_flag());
  }
  if (command.verbose) {
    std::cerr << "run " << options.run << ": " << config.id << ", " << model.engine.threads()
              << " threads, batch size " << options.batch_size << "\n";
  }
  source_settings.keep = [&finished, in_shard = source_settings.keep](const fs::path& path) {
    return (!in_shard || in_shard(path)) && !finished.take(path.native());
  };
  const std::unique_ptr<ImageSource> source = make_image_source(source_settings, stop_flag());
  std::uint64_t failed = 0;
  const RunSummary summary =
      classify_images(model, options, *source, stop_flag(), [&](const ImageResult& result) {
        if (pictures) {
          pictures->write(result);  // before the record, which says that the image is done
        }
        reporter->write(result);
        display.update(result);
        failed += result.failure ? 1 : 0;
        return failed <= most_errors(command);
      });
  reporter->finish();
  output->finish();
  display.finish(summary);
  const ExitCode code = exit_code(summary, command);  // Ctrl-C from now on ends the keeping only
  keep_packed_weights(model, command.quiet, command.verbose);
  return code;
}

}  // namespace resnext
