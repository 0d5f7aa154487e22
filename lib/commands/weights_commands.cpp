// SPDX-License-Identifier: Apache-2.0
#include "commands/weights_commands.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/files/output.h"
#include "base/text/printable.h"
#include "base/text/progress_line.h"
#include "commands/progress_display.h"
#include "hub/own_cache.h"
#include "models/registry.h"
#include "output/summaries/weights_report.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

struct Target {
  fs::path path;
  std::optional<ModelConfig> model;  ///< what the file should fit, if anything says so
};

/// Returns the model of the config.json beside a checkpoint, if there is one that describes a
/// model.
std::optional<ModelConfig> model_beside(const fs::path& file) {
  const fs::path config = file.parent_path() / "config.json";
  std::error_code ignored;
  if (!fs::is_regular_file(config, ignored)) {
    return std::nullopt;
  }
  try {
    return resolve_model(config.string());
  } catch (const ConfigError&) {
    return std::nullopt;  // another program's
  }
}

/// Returns what `name` stands for: a built-in model, otherwise a file, otherwise a folder.
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

ProgressDisplay make_progress(bool quiet, Console& console) {
  return {console, bytes_progress_text, !quiet, ProgressDisplay::Without::kTenths};
}

}  // namespace

void run_weights_list(const WeightsListRequest& request) {
  const std::vector<WeightsEntry> entries = list_weights(builtin_models(), process_environment());
  Output output = Output::standard();
  output.write(request.json ? weights_to_json(entries) : weights_to_table(entries));
}

void run_weights_cache(const WeightsCacheRequest& request, CommandIo& io) {
  const Environment environment = process_environment();
  if (!has_cache_home(environment)) {
    io.console.write(
        "resnext-classify: neither HOME nor XDG_CACHE_HOME is set, so that nothing is kept\n");
  }
  for (const CachePart& part : list_own_cache(environment)) {
    if (request.clear == part.name || request.clear == "all") {
      const CachePart removed = clear_cache_part(part);
      io.console.write(fmt::format("removed {} file{}, {}, of {}\n", removed.files,
                                   removed.files == 1 ? "" : "s", readable_bytes(removed.bytes),
                                   printable(part.path.string())));
    }
  }
  const std::vector<CachePart> parts = list_own_cache(environment);
  Output output = Output::standard();
  output.write(request.json ? cache_to_json(parts) : cache_to_table(parts));
}

CommandOutcome run_weights_verify(const WeightsVerifyRequest& request, CommandIo& io) {
  Target target = find_target(request.target);
  if (!request.model.empty()) {
    target.model = resolve_model(request.model);
  }
  const HashRecord record = verified_record(process_environment());
  const std::optional<HashRecord::Stamp> stamp = HashRecord::stamp(target.path);
  ProgressDisplay progress = make_progress(request.quiet, io.console);
  VerifyOptions options;
  options.cancelled = cancel_check(io.interruption);
  options.on_progress = [&progress](std::uint64_t done, std::uint64_t total) {
    progress.update(done, total);
  };
  const WeightsVerification result = verify_weights(target.path, target.model, options);
  progress.clear();
  const bool ok = result.problems.empty();
  if (!ok) {
    record.remove(target.path);
  } else if (stamp) {
    record.add(*stamp, result.sha256);
  }
  Output output = Output::standard();
  output.write(request.json ? verification_to_json(result) : verification_to_text(result));
  return ok ? CommandOutcome::kSuccess : CommandOutcome::kProblemsFound;
}

void run_weights_convert(const WeightsConvertRequest& request, CommandIo& io) {
  const Target target = find_target(request.input);
  ProgressDisplay progress = make_progress(request.quiet, io.console);
  ConvertOptions options;
  options.dtype = request.dtype;
  options.allow_overflow = request.allow_overflow;
  options.replace = request.force;
  options.cancelled = cancel_check(io.interruption);
  options.on_progress = [&progress](std::uint64_t done, std::uint64_t total) {
    progress.update(done, total);
  };
  const ConvertResult result = convert_checkpoint(target.path, request.output, options);
  progress.clear();
  Output output = Output::standard();
  output.write(conversion_to_text(result, request.output));
}

}  // namespace resnext
