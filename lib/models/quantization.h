// SPDX-License-Identifier: Apache-2.0
#pragma once

// Networks whose convolutions compute with 8-bit integers: which of them can, and what their
// checkpoints hold.

#include <string>
#include <vector>

#include "models/network.h"

namespace resnext {

/// How a model's numbers became 8-bit integers: "quantization" in config.json.
struct Quantization {
  std::vector<std::string> f32_layers;  ///< convolutions that could be 8-bit, but are not
  int samples = 0;                      ///< images that the ranges were measured on
  std::string base;                     ///< id of the model that was quantized; may be empty
  double logit_error = 0;  ///< of the logits, on images held out, else on those of calibration

  bool operator==(const Quantization&) const = default;
};

/// Returns whether no value of the node's output can be negative: it follows a ReLU, perhaps
/// through a pool.
bool is_nonnegative(const Network& network, int node);

/// Returns whether the node can compute with 8-bit integers: a convolution with a batch norm that
/// reads what is_nonnegative() and not the image; either 1x1, without groups and with channels that
/// are multiples of 16, or 3x3 with padding 1, as many output as input channels, 4 or a multiple of
/// 8 of them a group, and nothing added.
bool can_be_int8(const Network& network, int node);

/// Returns the network with every convolution that can_be_int8() set to 8 bits, except
/// `f32_layers`: they have a bias in place of the batch norm, and Node::int8 and Node::has_scale
/// are set. Throws ConfigError, beginning with `where`, if one of `f32_layers` is not the name of
/// such a convolution.
Network quantized_network(Network network, const std::vector<std::string>& f32_layers,
                          const std::string& where);

/// Returns whether at least one node can_be_int8().
bool can_be_quantized(const Network& network);

/// Returns whether a node of the network computes with 8-bit integers.
bool is_quantized(const Network& network);

}  // namespace resnext
