// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "quantization/quantized_network.h"

// Tries which layers of a network are 8-bit. Private to lib/quantization.
namespace resnext {

/// A few images and what the exact network makes of them.
struct TrialImages {
  std::vector<float> images;  ///< count x 3 x H x W
  std::vector<float> logits;  ///< count x classes
  int count = 0;
};

/// Runs an 8-bit network with some of its layers in f32. What it is given must outlive it.
class QuantizedTrials {
 public:
  QuantizedTrials(const QuantizedNetwork& quantized, const FoldedNetwork& base,
                  const ExecutionOptions& execution, const TrialImages& images);

  /// Returns logit_error() with these layers in f32. Weights are packed only once.
  double error(const std::vector<std::string>& f32_layers) const;

  /// Returns an engine with these layers in f32.
  Engine engine(const std::vector<std::string>& f32_layers) const;

 private:
  const QuantizedNetwork& quantized_;
  const FoldedNetwork& base_;
  ExecutionOptions execution_;
  const TrialImages& images_;
  Engine all_int8_;
};

}  // namespace resnext
