// SPDX-License-Identifier: Apache-2.0
#include "models/head.h"

namespace resnext {

const std::string& head_name(const Network& network) { return network.nodes.back().name; }

std::string head_weight_name(const Network& network) { return head_name(network) + ".weight"; }

std::string head_bias_name(const Network& network) { return head_name(network) + ".bias"; }

bool is_head_tensor(const Network& network, std::string_view name) {
  const std::string& head = head_name(network);
  return name.size() > head.size() && name.starts_with(head) && name[head.size()] == '.';
}

}  // namespace resnext
