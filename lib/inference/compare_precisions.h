// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "inference/benchmark.h"

// Times a model's precisions against each other on this machine.
namespace resnext {

/// One precision of a model.
struct PrecisionTimes {
  std::string precision;  ///< "f32", "bf16", "int8"
  bool has_instructions = true;
  Latency latency;
  double speedup = 1;  ///< the median of the first precision divided by this one's
  std::uint64_t packed_bytes = 0;
  /// The largest difference from f32's logits, relative to the largest of these, on random images:
  /// what rounding does, not accuracy. None for 8-bit weights, which are random ones.
  std::optional<double> logit_error = {};
};

struct PrecisionComparison {
  std::string model;
  std::string weights;  ///< path, or "synthetic"
  int batch_size = 1;
  int threads = 1;
  int runs = 0;
  std::vector<PrecisionTimes> precisions;  ///< f32 first, unless the model is quantized
};

/// Loads the model once for each precision and runs them in turns, so that whatever else the
/// machine does affects all alike. A model that isn't quantized has random 8-bit weights for int8:
/// they take the same time; one without a convolution that could be 8-bit has no int8. A quantized
/// one has no other precision. `settings`: those of
/// `per_layer` and `photo` don't count. Throws as benchmark() does.
PrecisionComparison compare_precisions(const ResolvedModel& model,
                                       const std::filesystem::path& weights,
                                       const LoadOptions& load, const BenchmarkSettings& settings);

}  // namespace resnext
