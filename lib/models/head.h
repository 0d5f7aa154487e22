// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names of the tensors of a network's head, the linear layer that gives the logits.

#include <string>
#include <string_view>

#include "models/network.h"

namespace resnext {

/// Returns the module's path in PyTorch, "fc".
const std::string& head_name(const Network& network);

/// Returns the name of the weight, [classes, features].
std::string head_weight_name(const Network& network);

/// Returns the name of the bias, [classes].
std::string head_bias_name(const Network& network);

/// Returns true for names below the head's path.
bool is_head_tensor(const Network& network, std::string_view name);

}  // namespace resnext
