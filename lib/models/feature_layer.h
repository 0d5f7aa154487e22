// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names of the places in a network from which an image's features can be taken.

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/shape.h"

namespace resnext {

struct Network;

/// A feature map that the family names ("layer3", after the stage's last ReLU), the pooled vector
/// that the classifier reads, or the classifier's output.
struct FeatureLayer {
  std::string_view name;  ///< static storage

  static const FeatureLayer kPool;
  static const FeatureLayer kLogits;

  auto operator<=>(const FeatureLayer&) const = default;
};

inline constexpr FeatureLayer FeatureLayer::kPool{"pool"};
inline constexpr FeatureLayer FeatureLayer::kLogits{"logits"};

/// Returns the name: PyTorch's for the stage ("layer3"), "pool" or "logits".
std::string to_string(FeatureLayer layer);

/// Returns the layer that any family calls so, or nullopt.
std::optional<FeatureLayer> parse_feature_layer(std::string_view name);

/// Returns all names that parse_feature_layer() knows: "pool", the families' feature maps,
/// "logits".
std::vector<std::string> feature_layer_names();

/// Returns the index of the node whose output it is. Throws std::logic_error if the network has
/// none of that name.
int feature_node(const Network& network, FeatureLayer layer);

/// Returns the shape for one image: [channels, H, W] for feature maps, [channels] for the pooled
/// vector, [classes] for the logits.
Shape feature_shape(const Network& network, FeatureLayer layer);

/// Returns the feature map that the pooled vector is computed from. Throws std::logic_error if the
/// network names none.
FeatureLayer last_feature_map(const Network& network);

}  // namespace resnext
