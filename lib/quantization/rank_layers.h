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

/// Returns the names of the 8-bit convolutions of each residual block of `network`, a quantized
/// one: a block ends with the node that adds the shortcut. What follows the last one is a block,
/// too.
std::vector<std::vector<std::string>> int8_blocks(const Network& network);

/// The layers that stay in f32, and the error with them.
struct F32Choice {
  std::vector<std::string> layers;
  double error = 0;
};

/// Leaves layers in f32, those with the largest share first, until the error is at most `max_loss`.
/// They are left block by block: between 8-bit neighbours a layer in f32 reads and gives rounded
/// values nevertheless, and these make most of the error. Of a block in which one layer has three
/// quarters of the share, only that layer is left. At most half of the layers are, and none whose
/// share isn't positive; if that isn't enough, returns what had the least error. `shares`:
/// shares_of() the layers, block by block. Calls `tried` before each trial; it may throw.
F32Choice choose_f32_layers(const QuantizedTrials& trials,
                            const std::vector<std::vector<std::string>>& blocks,
                            const std::vector<double>& shares, double max_loss,
                            const std::function<void()>& tried);

}  // namespace resnext
