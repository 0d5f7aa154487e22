#include "app/classify_command.h"

namespace resnext {
namespace {

const std::map<std::string, ExifMode> kExif = {{"ignore", ExifMode::kIgnore},
                                               {"apply", ExifMode::kApply}};

void add_input_options(CLI::App& app, ClassifyCommand& command) {
  app.add_option("images", command.inputs,
                 "Image files, folders (walked recursively) and quoted patterns (*, ?, [], **)")
      ->type_name("PATH");
  app.add_option("--files-from", command.files_from,
                 "Files and folders listed in FILE, one a line; - is standard input, served as "
                 "lines arrive")
      ->type_name("FILE");
  app.add_flag("-0,--null", command.nul_separated, "The list's entries end in NUL, not in a line");
  app.add_flag("--stdin-image", command.stdin_image, "The bytes of one image on standard input");
  app.add_option("--shard", command.shard,
                 "Only the files whose path hashes into part K of N, from 1/N to N/N")
      ->type_name("K/N");
}

void add_image_options(CLI::App& app, ClassifyCommand& command) {
  app.add_option("--exif", command.options.decode.exif,
                 "ignore (as timm does) or apply the camera's orientation")
      ->transform(CLI::CheckedTransformer(kExif).description(""))
      ->type_name("MODE")
      ->default_str("ignore");
  app.add_flag("--fast-decode", command.fast_decode,
               "Decode large JPEGs at a fraction of their size: faster, slightly other scores");
  app.add_option("--max-pixels", command.options.decode.max_pixels,
                 "Refuse larger images before decoding them")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->capture_default_str();
}

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
  app.add_option("-b,--batch-size", command.batch_size,
                 "Images that go through the network together; 0: automatic")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_option("-t,--threads", command.threads, "CPU threads; 0 takes all that it may use")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  CLI::Option* const quiet =
      app.add_flag("-q,--quiet", command.quiet, "No progress and no summary, even on a terminal");
  app.add_flag("-v,--verbose", command.verbose,
               "Settings, failures and a summary on standard error, even without a terminal")
      ->excludes(quiet);
}

}  // namespace

void add_classify_options(CLI::App& app, ClassifyCommand& command) {
  add_input_options(app, command);
  add_model_options(app, command.model);
  add_image_options(app, command);
  add_format_options(app, command.format, command.options);
  app.add_option("-o,--output", command.output, "Write results to a file, not standard output")
      ->type_name("FILE");
  add_run_options(app, command);
}

bool is_used(const ClassifyCommand& command) {
  return !command.inputs.empty() || !command.files_from.empty() || command.stdin_image ||
         !command.model.model.empty() || !command.model.weights.empty() ||
         !command.output.empty() || !command.resume.empty();
}

}  // namespace resnext
