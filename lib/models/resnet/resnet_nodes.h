// SPDX-License-Identifier: Apache-2.0
#pragma once

// Collects the nodes of a residual network. Private to lib/models/resnet.

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "models/network.h"
#include "models/resnet/resnet.h"

namespace resnext {

/// A residual network's nodes so far, and what all its convolutions have in common: the kind of
/// norm that follows them, and the channels that pruning left. `parameters` must outlive it.
class ResNetNodes {
 public:
  explicit ResNetNodes(const ResNet& parameters);

  /// Appends `node`, which reads `node.input`; its in_channels are filled in, and its out_channels
  /// if they are 0 (as many as it reads). Returns its index.
  int add(Node node);

  /// Appends a convolution and then the norm that `node.batch_norm` names. `node.out_channels` are
  /// those before pruning. The residual and the ReLU of `node` belong to the last of its nodes,
  /// whose index is returned. Throws ConfigError if its channels do not fit its groups, its norm or
  /// its residual.
  int convolution(Node node);

  /// Returns the channels of a node's output; 3 for the network's input.
  int channels(int node) const;

  void add_feature_point(FeatureLayer layer, int node);

  /// Returns the network. Throws ConfigError if a pruned layer's name was no convolution's.
  Network finish();

 private:
  const ResNet& parameters_;
  std::map<std::string_view, int> pruned_;
  std::set<std::string_view> not_yet_pruned_;
  Network network_;
};

}  // namespace resnext
