// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// The command `models`: lists the built-in models, or shows one.
namespace resnext {

struct ModelsRequest {
  std::string model;  ///< empty lists all
  bool json = false;
};

/// Writes to standard output. Throws ConfigError or OutputError.
void run_models(const ModelsRequest& request);

}  // namespace resnext
