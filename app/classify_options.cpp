#include "app/classify_command.h"
#include "app/run_options.h"

namespace resnext {
namespace {

void add_run_options(CLI::App& app, ClassifyCommand& command) {
  CLI::Option* const resume =
      app.add_option("--resume", command.resume,
                     "Go on with the JSON lines in FILE: inputs that have a record are skipped")
          ->type_name("FILE");
  app.add_flag("--retry-failed", command.retry_failed, "With --resume: try failed inputs again")
      ->needs(resume);
  app.add_flag("--fail-fast", command.fail_fast, "End at the first image that fails");
  app.add_option("--max-errors", command.max_errors, "End when more than N images have failed")
      ->type_name("N");
  add_batch_size_option(app, command.batch_size);
  add_threads_option(app, command.threads);
  add_verbosity_options(app, command.quiet, command.verbose);
}

}  // namespace

void add_classify_options(CLI::App& app, ClassifyCommand& command) {
  add_input_options(app, command.input);
  add_model_options(app, command.model);
  add_decode_options(app, command.decode);
  add_format_options(app, command.format, command.options);
  add_cam_options(app, command.cam);
  app.add_option("-o,--output", command.output, "Write results to a file, not standard output")
      ->type_name("FILE");
  add_run_options(app, command);
}

bool is_used(const ClassifyCommand& command) {
  return !command.input.empty() || !command.model.model.empty() || !command.model.weights.empty() ||
         !command.output.empty() || !command.resume.empty();
}

}  // namespace resnext
