// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command_io.h"
#include "inference/load_model.h"

// The model that a command is asked to run, and the first stages of every command: a request
// becomes a resolved model, then an opened one, then a loaded one (inference/load_model.h).
namespace resnext {

/// Which model to run, where its weights are, and how to execute it.
struct ModelRequest {
  std::string model = {};    ///< id, alias, config file or folder; empty: the bundled model
  std::string weights = {};  ///< file or folder; empty: searched for
  bool train_size = false;   ///< images of the size that the model was trained at
  ExecutionOptions execution = {};
  std::optional<double> packed_cache_gb =
      {};  ///< limit of the packed cache; none: see load_options
};

/// Returns the model asked for. Throws ConfigError for an unknown name, UsageError for weights
/// without a model or a precision that the model doesn't have. If no model is named, a line on a
/// terminal says which one runs. With `train_size`, a model that was trained at the size it is
/// tested at remains as it is.
ResolvedModel resolve(const ModelRequest& request, Console& console);

/// Returns how to load the model. Packed weights are kept in `packed` in own_cache(), up to the
/// limit asked for, else RESNEXT_PACKED_CACHE, else 10 GB. Throws UsageError if that variable is
/// not a number.
LoadOptions load_options(const ModelRequest& request);

/// Returns the model, loaded as load_options says; a line on the console says so if the system
/// allows fewer threads than were asked for. Throws as load_model does.
LoadedModel load(const OpenedModel& opened, const ModelRequest& request, Console& console,
                 const CancelCheck& cancelled = {});

/// Writes that line, for a model that runs on `used` threads.
void note_fewer_threads(const ModelRequest& request, int used, Console& console);

/// Writes which precision `auto` stands for, or that the CPU has no instructions for `used`, in
/// which a model runs; nothing in other cases.
void note_precision(const ModelRequest& request, Precision used, Console& console);

/// Returns the settings with which RunSettings::more begins for every command: the program's
/// version, the kernels and the precision.
std::vector<std::string> common_run_settings(const ModelRequest& request, const ModelConfig& model);

/// Parses a limit in GB, from 0 to 1000000; returns nullopt for anything else.
std::optional<double> parse_gigabytes(std::string_view text);

}  // namespace resnext
