// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "quantization/quantized_trials.h"

// Finds the layers that 8-bit integers hurt most. Private to lib/quantization.
namespace resnext {

/// Returns how much of the logits' squared error goes away if each layer alone is in f32, in the
/// order of `layers`. Calls `done` after each one.
std::vector<double> shares_of(const QuantizedTrials& trials, const std::vector<std::string>& layers,
                              const std::function<void(std::size_t done)>& done);

/// The layers that stay in f32, and the error with them.
struct F32Choice {
  std::vector<std::string> layers;
  double error = 0;
};

/// Leaves layers in f32, the one with the largest share first, until the error is at most
/// `max_loss` or half of the layers are in f32.
F32Choice choose_f32_layers(const QuantizedTrials& trials, const std::vector<std::string>& layers,
                            const std::vector<double>& shares, double max_loss);

}  // namespace resnext
