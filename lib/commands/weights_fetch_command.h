// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "commands/command_io.h"
#include "commands/command_outcome.h"

// The command `weights fetch`: downloads a model's published weights.
namespace resnext {

struct WeightsFetchRequest {
  std::string model;
  std::string url;  ///< empty: RESNEXT_MIRROR or the published one
  bool force = false;
  bool quiet = false;
  std::optional<int> attempts;              ///< in a row without a new byte; none: see RetryPolicy
  double retry_delay = 1;                   ///< seconds before the first retry
  std::uint64_t max_size = 20'000'000'000;  ///< bytes, of a file whose size is not published
  int timeout = 60;                         ///< seconds that a connection may stand still
};

/// Reports the licence and the progress, and writes the file's path to standard output. Throws the
/// library's errors, Cancelled if it is interrupted.
void run_weights_fetch(const WeightsFetchRequest& request, CommandIo& io);

}  // namespace resnext
