#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "inference/load_model.h"
#include "models/model_config.h"

namespace resnext {

/// Which model the command line names, where its weights are, and whose kernels run it.
struct ModelChoice {
  std::string model;    ///< empty: the bundled one
  std::string weights;  ///< empty: search
  KernelChoice kernels = KernelChoice::kAuto;
  std::optional<double> packed_cache_gb;  ///< else as the environment says
};

struct ModelOptions {
  CLI::Option* model;
  CLI::Option* weights;
};

/// Declares --model, --weights, --kernels and --packed-cache on `app`; parsing fills `choice`.
ModelOptions add_model_options(CLI::App& app, ModelChoice& choice);

/// The config of the model chosen. Throws ConfigError for an unknown name, UsageError for weights
/// without a model. If none is named and standard error is a terminal, a line there says which
/// model runs.
ModelConfig resolve(const ModelChoice& choice);

/// How the model chosen is to be loaded. Packed weights are kept in `packed` in own_cache(), up to
/// what --packed-cache says, else RESNEXT_PACKED_CACHE, else 10 GB. Throws UsageError if that
/// variable is no number.
LoadOptions load_options(const ModelChoice& choice, int threads);

/// What --kernels says: "auto" or "onednn".
std::string kernels_name(const ModelChoice& choice);

/// With which settings run_id begins for every command: this program's version, and the kernels.
std::vector<std::string> run_settings(const ModelChoice& choice);

}  // namespace resnext
