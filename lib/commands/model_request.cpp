// SPDX-License-Identifier: Apache-2.0
#include "commands/model_request.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/cpu_count.h"
#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/version.h"
#include "models/registry.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns the packed cache's limit for requests that name none.
double default_gigabytes(const Environment& environment) {
  constexpr double kDefault = 10;
  constexpr const char* kVariable = "RESNEXT_PACKED_CACHE";
  const std::optional<std::string> text = nonempty_variable(environment, kVariable);
  if (!text) {
    return kDefault;
  }
  const std::optional<double> value = parse_gigabytes(*text);
  if (!value) {
    throw UsageError(
        fmt::format("{}={}: must be a number of GB from 0 to 1000000, such as 10; 0 keeps no "
                    "packed weights",
                    kVariable, *text));
  }
  return *value;
}

ModelConfig named_or_default_model(const ModelRequest& request, Console& console) {
  if (!request.model.empty()) {
    return resolve_model(request.model);
  }
  if (!request.weights.empty()) {
    throw UsageError(fmt::format(
        "--weights {} needs --model as well; `resnext-classify models` lists the models",
        request.weights));
  }
  ModelConfig config = default_model();
  if (console.is_terminal()) {
    console.write(fmt::format(
        "Model: {}, {} classes (--model picks another; `resnext-classify models` lists them)\n",
        config.id, config.architecture.num_classes));
  }
  return config;
}

/// Throws UsageError if the model can't compute in the precision asked for.
void check_precision(Precision asked, const ModelConfig& model) {
  if (fits_precision(asked, model.quantization.has_value())) {
    return;
  }
  if (!model.quantization) {
    throw UsageError(fmt::format(
        "--precision int8: {0} has no 8-bit weights. `resnext-classify quantize --model {0} "
        "--images DIR --out MODELDIR` makes a model folder that has; name it with --model",
        model.id));
  }
  const std::string& base = model.quantization->base;
  throw UsageError(fmt::format(
      "--precision {}: {} has 8-bit weights and runs in int8; leave --precision out, or name the "
      "model that it was made from{}",
      to_string(asked), model.id, base.empty() ? "" : fmt::format(" ({})", base)));
}

}  // namespace

std::optional<double> parse_gigabytes(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  const bool valid = read.ec == std::errc() && read.ptr == end && value >= 0 && value <= 1e6;
  return valid ? std::optional(value) : std::nullopt;
}

ResolvedModel resolve(const ModelRequest& request, Console& console) {
  if (request.packed_cache_gb.value_or(0) > 0 && !has_cache_home(process_environment())) {
    console.write(
        "resnext-classify: --packed-cache: neither HOME nor XDG_CACHE_HOME is set, so that packed "
        "weights are "
        "neither found nor kept; set one of them\n");
  }
  ModelConfig config = named_or_default_model(request, console);
  check_precision(request.execution.precision, config);
  return resolve_labels(request.train_size ? at_training_size(std::move(config))
                                           : std::move(config));
}

LoadOptions load_options(const ModelRequest& request) {
  const Environment environment = process_environment();
  const double gigabytes = request.packed_cache_gb.value_or(default_gigabytes(environment));
  const bool has_home = has_cache_home(environment);
  return {.execution = request.execution,
          .packed_cache = {.folder = has_home ? own_cache(environment) / "packed" : fs::path(),
                           .limit_bytes = static_cast<std::uint64_t>(gigabytes * 1e9),
                           .known_hashes = verified_record(environment).path()}};
}

LoadedModel load(const OpenedModel& opened, const ModelRequest& request, Console& console,
                 const CancelCheck& cancelled) {
  LoadOptions options = load_options(request);
  options.cancelled = cancelled;
  LoadedModel model = load_model(opened, options);
  note_fewer_threads(request, model.engine.threads(), console);
  note_precision(request, model.engine.precision(), console);
  return model;
}

void note_precision(const ModelRequest& request, Precision used, Console& console) {
  if (!has_instructions_for(used)) {
    const char* const how =
        used == Precision::kInt8
            ? "sums of 8-bit products; they are widened first, which takes longer than with VNNI"
            : "bf16; it is computed in f32 on rounded values, which is slower than --precision f32";
    console.write(fmt::format("resnext-classify: this CPU has no instructions for {}\n", how));
  } else if (request.execution.precision == Precision::kAuto) {
    console.write(
        fmt::format("resnext-classify: --precision auto is {} on this CPU\n", to_string(used)));
  }
}

void note_fewer_threads(const ModelRequest& request, int used, Console& console) {
  const int wanted = request.execution.threads > 0 ? request.execution.threads : usable_cpus();
  if (used < wanted) {
    console.write(
        fmt::format("resnext-classify: the system allows {} of {} threads; raise the limit on "
                    "processes (ulimit "
                    "-u, or the container's pids limit) or on memory (ulimit -v)\n",
                    used, wanted));
  }
}

std::vector<std::string> common_run_settings(const ModelRequest& request,
                                             const ModelConfig& model) {
  const Precision precision =
      resolve_precision(request.execution.precision, model.quantization.has_value());
  return {fmt::format("version={}", program_version()),
          fmt::format("kernels={}", to_string(request.execution.kernels)),
          fmt::format("precision={}", to_string(precision))};
}

}  // namespace resnext
