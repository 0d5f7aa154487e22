// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inference/select_models.h"

// The command `models`: lists the built-in models, or shows one.
namespace resnext {

struct ModelsRequest {
  std::string model;         ///< empty: a list
  ModelSelection selection;  ///< of a list
  bool json = false;
};

/// Writes to standard output. Throws ConfigError or OutputError; UsageError for a model and a
/// selection.
void run_models(const ModelsRequest& request);

}  // namespace resnext
