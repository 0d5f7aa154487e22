// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/cancelled.h"
#include "base/dtype.h"

// Converts any readable checkpoint to safetensors.
namespace resnext {

/// What to convert to, and how.
struct ConvertOptions {
  std::optional<DType>
      dtype;  ///< for all floating-point tensors: f32, f16 or bf16; nullopt keeps theirs
  bool allow_overflow = false;  ///< write infinity for values beyond the new type's range
  bool replace = false;         ///< overwrite an existing output file
  CancelCheck cancelled;
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;  ///< bytes of input
};

/// What a conversion did.
struct ConvertResult {
  std::string input_format;  ///< "torch-legacy", "torch-zip", "safetensors"
  std::size_t tensors = 0;
  std::uint64_t input_bytes = 0;  ///< of the whole files
  std::uint64_t output_bytes = 0;
  std::uint64_t overflowed = 0;  ///< finite values that became infinite
  std::uint64_t vanished = 0;    ///< values other than zero that became zero
  std::vector<std::string> overflowed_tensors;
};

/// Writes the tensors of any readable checkpoint to `output` as safetensors, in the file's order
/// and under the model's names; integers (num_batches_tracked) keep their type. Holds one tensor at
/// a time in memory. `output` gets its name only once it is complete. Throws UsageError if it
/// exists, CheckpointError, OutputError, Cancelled, and WeightsError for overflow.
ConvertResult convert_checkpoint(const std::filesystem::path& input,
                                 const std::filesystem::path& output,
                                 const ConvertOptions& options);

}  // namespace resnext
