// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/cancelled.h"
#include "checkpoint/zip_checksums.h"
#include "hub/fitting_models.h"
#include "models/bind_weights.h"
#include "models/model_config.h"

// Checks a checkpoint: its hash, its fit, its values.
namespace resnext {

/// Counts values of one tensor that no trained network has.
struct TensorDefect {
  std::string name;
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  std::uint64_t negative = 0;  ///< of a batch norm's running variance
};

/// What verification found.
struct WeightsVerification {
  std::filesystem::path path;
  std::string format;  ///< "torch-legacy", "torch-zip", "safetensors"
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> expected_bytes;  ///< of the published file, if this claims to be it
  std::size_t tensors = 0;
  std::uint64_t values = 0;                   ///< elements of all tensors
  std::map<std::string, std::size_t> dtypes;  ///< tensors of each type
  std::string model;                          ///< the requested model's id; empty if none
  WeightsMismatch mismatch;                   ///< against `model`
  std::vector<FittingModel> fitting;          ///< if no model was requested
  std::optional<HeadBase> base;               ///< of a head-only model
  std::filesystem::path base_path;            ///< the base's checkpoint; empty if not found
  std::string sha256;
  std::string expected_sha256;  ///< prefix or whole; empty if nothing promises one
  std::string promised_by;      ///< "file name", "model config", "Hugging Face cache"
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  std::uint64_t negative_variances = 0;
  std::vector<TensorDefect> defects;   ///< tensors that have any of these, in the file's order
  std::vector<DamagedMember> damaged;  ///< members of a zip file that differ from their CRC-32
  std::vector<std::string> problems;   ///< one sentence each; empty if there are none
};

/// Callbacks of a verification.
struct VerifyOptions {
  CancelCheck cancelled;
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

/// Reads all of a checkpoint and reports what is wrong with it. It should fit `model`, if given;
/// otherwise the built-in models that it fits are listed. A head-only model
/// (ModelConfig::head_base) must fit the last layer, and its base must exist. Releases pages once
/// they are read. Throws CheckpointError if the file can't be read as a checkpoint, and Cancelled.
WeightsVerification verify_weights(const std::filesystem::path& path,
                                   const std::optional<ModelConfig>& model,
                                   const VerifyOptions& options);

}  // namespace resnext
