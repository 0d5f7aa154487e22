#include "app/model_option.h"

#include <unistd.h>

#include <charconv>
#include <iostream>
#include <map>

#include "base/error.h"
#include "base/files/hash_record.h"
#include "models/registry.h"

namespace resnext {
namespace {

const std::map<std::string, KernelChoice> kKernels = {{"auto", KernelChoice::kAuto},
                                                      {"onednn", KernelChoice::kOneDnn}};

std::optional<double> gigabytes(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && value >= 0 && value <= 1e6
             ? std::optional(value)
             : std::nullopt;
}

/// What --packed-cache is where it isn't given.
double usual_gigabytes(const Environment& environment) {
  constexpr double kUsual = 10;
  constexpr const char* kVariable = "RESNEXT_PACKED_CACHE";
  const std::string text = environment(kVariable).value_or("");
  if (text.empty()) {
    return kUsual;
  }
  const std::optional<double> value = gigabytes(text);
  if (!value) {
    throw UsageError(std::string(kVariable) + "=" + text +
                     ": must be a number of GB from 0 to 1000000, such as 10; 0 keeps no packed "
                     "weights");
  }
  return *value;
}

}  // namespace

ModelOptions add_model_options(CLI::App& app, ModelChoice& choice) {
  CLI::Option* const model =
      app.add_option("-m,--model", choice.model,
                     "Model id or alias, config file, or folder with config.json and weights; "
                     "default: the small model that comes with the program")
          ->type_name("MODEL");
  CLI::Option* const weights =
      app.add_option("-w,--weights", choice.weights,
                     "Checkpoint (.pth, .safetensors) or folder; default: the usual caches")
          ->type_name("PATH");
  app.add_option("--kernels", choice.kernels,
                 "auto (for each layer the faster one) or onednn (no kernels of our own)")
      ->transform(CLI::CheckedTransformer(kKernels).description(""))
      ->type_name("KERNELS")
      ->default_str("auto");
  app.add_option("--packed-cache", choice.packed_cache_gb,
                 "GB of disk for packed weights, with which the next start is quicker; 0: none; "
                 "default: RESNEXT_PACKED_CACHE, else 10")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return gigabytes(text) ? "" : text + " is no number from 0 to 1000000";
          },
          ""))
      ->type_name("GB");
  return {model, weights};
}

ModelConfig resolve(const ModelChoice& choice) {
  if (!choice.model.empty()) {
    return resolve_model(choice.model);
  }
  if (!choice.weights.empty()) {
    throw UsageError("--weights " + choice.weights +
                     " needs --model as well; `resnext-classify models` lists the models");
  }
  ModelConfig config = default_model();
  if (isatty(STDERR_FILENO) == 1) {
    std::cerr << "Model: " << config.id << ", " << config.architecture.num_classes
              << " classes (--model picks another; `resnext-classify models` lists them)\n";
  }
  return config;
}

LoadOptions load_options(const ModelChoice& choice, int threads) {
  const Environment environment = process_environment();
  const double gigabytes = choice.packed_cache_gb.value_or(usual_gigabytes(environment));
  const bool has_home = environment("XDG_CACHE_HOME") || environment("HOME");
  return {
      .execution = {.threads = threads, .kernels = choice.kernels},
      .packed_cache = {.folder = own_cache(environment) / "packed",
                       .limit_bytes = has_home ? static_cast<std::uint64_t>(gigabytes * 1e9) : 0,
                       .known_hashes = verified_record(environment).path()}};
}

std::string kernels_name(const ModelChoice& choice) {
  return choice.kernels == KernelChoice::kAuto ? "auto" : "onednn";
}

std::vector<std::string> run_settings(const ModelChoice& choice) {
  return {"version=" RESNEXT_VERSION, "kernels=" + kernels_name(choice)};
}

}  // namespace resnext
