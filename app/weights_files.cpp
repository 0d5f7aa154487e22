#include "app/weights_files.h"

#include <iostream>

#include "app/interrupt.h"
#include "app/progress_bar.h"
#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/files/output.h"
#include "models/registry.h"
#include "output/summaries/weights_report.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::optional<DType>> kDtypes = {
    {"keep", std::nullopt}, {"f32", DType::kF32}, {"f16", DType::kF16}, {"bf16", DType::kBF16}};

struct Target {
  fs::path path;
  std::optional<ModelConfig> model;  ///< what the file should fit, if anything says so
};

/// The model of the config.json beside a checkpoint, if there is one that describes a model.
std::optional<ModelConfig> model_beside(const fs::path& file) {
  const fs::path config = file.parent_path() / "config.json";
  std::error_code ignored;
  if (!fs::is_regular_file(config, ignored)) {
    return std::nullopt;
  }
  try {
    return resolve_model(config.string());
  } catch (const ConfigError&) {
    return std::nullopt;  // some other program's
  }
}

/// A built-in model's name comes first, then a file, then a folder.
Target find_target(const std::string& name) {
  std::error_code ignored;
  if (const std::optional<ModelConfig> model = find_builtin_model(name)) {
    return {locate_weights(*model, {}, process_environment()), model};
  }
  if (fs::is_regular_file(name, ignored)) {
    return {name, model_beside(name)};
  }
  if (fs::is_directory(name, ignored) && !fs::exists(fs::path(name) / "config.json", ignored)) {
    ModelConfig unknown;
    unknown.id = "a model without a config.json";
    return {locate_weights(unknown, name, process_environment()), std::nullopt};
  }
  if (fs::exists(name, ignored) && !fs::is_directory(name, ignored)) {
    throw WeightsError(name + ": not a regular file");
  }
  const ModelConfig model = resolve_model(name);
  return {locate_weights(model, {}, process_environment()), model};
}

}  // namespace

void add_weights_list_options(CLI::App& app, WeightsListCommand& command) {
  app.add_flag("--json", command.json, "JSON instead of a table");
}

void add_weights_verify_options(CLI::App& app, WeightsVerifyCommand& command) {
  app.add_option("target", command.target, "Checkpoint file, folder that holds one, or model id")
      ->type_name("PATH|MODEL")
      ->required();
  app.add_option("-m,--model", command.model, "The model that the file should fit")
      ->type_name("MODEL");
  app.add_flag("--json", command.json, "JSON instead of text");
  app.add_flag("-q,--quiet", command.quiet, "No progress");
}

void add_weights_convert_options(CLI::App& app, WeightsConvertCommand& command) {
  app.add_option("input", command.input, "Checkpoint file, folder that holds one, or model id")
      ->type_name("PATH|MODEL")
      ->required();
  app.add_option("output", command.output, "The safetensors file to write")
      ->type_name("FILE")
      ->required();
  app.add_option_function<std::string>(
         "--dtype", [&command](const std::string& name) { command.dtype = kDtypes.at(name); },
         "Type of the floating-point tensors: keep, f32, f16 or bf16")
      ->check(CLI::IsMember(&kDtypes))
      ->type_name("TYPE")
      ->default_str("keep");
  app.add_flag("--allow-overflow", command.allow_overflow,
               "Write infinity for values that are too large for the type");
  app.add_flag("--force", command.force, "Replace the output if it exists");
  app.add_flag("-q,--quiet", command.quiet, "No progress");
}

ExitCode run_weights_list(const WeightsListCommand& command) {
  const std::vector<WeightsEntry> entries = list_weights(builtin_models(), process_environment());
  Output output = Output::standard();
  output.write(command.json ? weights_to_json(entries) : weights_to_table(entries));
  return ExitCode::kSuccess;
}

ExitCode run_weights_verify(const WeightsVerifyCommand& command) {
  Target target = find_target(command.target);
  if (!command.model.empty()) {
    target.model = resolve_model(command.model);
  }
  const HashRecord record = verified_record(process_environment());
  const std::optional<HashRecord::Stamp> stamp = HashRecord::stamp(target.path);
  ProgressBar bar(command.quiet);
  VerifyOptions options;
  options.cancelled = is_interrupted;
  options.on_progress = [&bar](std::uint64_t done, std::uint64_t total) {
    bar.update(done, total);
  };
  const WeightsVerification result = verify_weights(target.path, target.model, options);
  bar.clear();
  const bool ok = result.problems.empty();
  if (!ok) {
    record.remove(target.path);
  } else if (stamp) {
    record.add(*stamp, result.sha256);
  }
  Output output = Output::standard();
  output.write(command.json ? verification_to_json(result) : verification_to_text(result));
  return ok ? ExitCode::kSuccess : ExitCode::kProblemsFound;
}

ExitCode run_weights_convert(const WeightsConvertCommand& command) {
  const Target target = find_target(command.input);
  ProgressBar bar(command.quiet);
  ConvertOptions options;
  options.dtype = command.dtype;
  options.allow_overflow = command.allow_overflow;
  options.replace = command.force;
  options.cancelled = is_interrupted;
  options.on_progress = [&bar](std::uint64_t done, std::uint64_t total) {
    bar.update(done, total);
  };
  const ConvertResult result = convert_checkpoint(target.path, command.output, options);
  bar.clear();
  Output output = Output::standard();
  output.write(conversion_to_text(result, command.output));
  return ExitCode::kSuccess;
}

}  // namespace resnext
