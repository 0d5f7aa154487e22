// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/dtype.h"
#include "commands/command_io.h"
#include "commands/command_outcome.h"

// The commands `weights list`, `weights cache`, `weights verify` and `weights convert`.
namespace resnext {

struct WeightsListRequest {
  bool json = false;
};

struct WeightsCacheRequest {
  std::string clear;  ///< a part to remove, or "all"; empty: only show
  bool json = false;
};

struct WeightsVerifyRequest {
  std::string target;  ///< a file, a folder, or a model
  std::string model;   ///< what a file should fit; empty: the config beside it says
  bool json = false;
  bool quiet = false;
};

struct WeightsConvertRequest {
  std::string input;  ///< a file, a folder, or a model
  std::string output;
  std::optional<DType> dtype;  ///< of floating-point tensors; none keeps theirs
  bool allow_overflow = false;
  bool force = false;
  bool quiet = false;
};

/// These write to standard output and throw the library's errors, Cancelled if interrupted.
void run_weights_list(const WeightsListRequest& request);
void run_weights_cache(const WeightsCacheRequest& request, CommandIo& io);
CommandOutcome run_weights_verify(const WeightsVerifyRequest& request, CommandIo& io);
void run_weights_convert(const WeightsConvertRequest& request, CommandIo& io);

}  // namespace resnext
