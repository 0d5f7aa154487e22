#include "app/model_option.h"

#include <unistd.h>

#include <iostream>
#include <map>

#include "config/registry.h"
#include "core/error.h"

namespace resnext {
namespace {

const std::map<std::string, KernelChoice> kKernels = {{"auto", KernelChoice::kAuto},
                                                      {"onednn", KernelChoice::kOneDnn}};

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
                 "GB of disk for packed weights, with which the next start is quicker; 0: none")
      ->envname("RESNEXT_PACKED_CACHE")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("GB")
      ->capture_default_str();
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
  return {.threads = threads,
          .kernels = choice.kernels,
          .packed_cache = {own_cache(process_environment()) / "packed",
                           static_cast<std::uint64_t>(choice.packed_cache_gb * 1e9)}};
}

std::string kernels_name(const ModelChoice& choice) {
  return choice.kernels == KernelChoice::kAuto ? "auto" : "onednn";
}

std::vector<std::string> run_settings(const ModelChoice& choice) {
  return {"version=" RESNEXT_VERSION, "kernels=" + kernels_name(choice)};
}

}  // namespace resnext
