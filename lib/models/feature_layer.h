#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/shape.h"
#include "models/network.h"

namespace resnext {

/// Where an image's features can be taken from the network: the output of a stage (after its last
/// ReLU), the pooled vector that the classifier reads, or the classifier's output.
enum class FeatureLayer { kLayer1, kLayer2, kLayer3, kLayer4, kPool, kLogits };

/// PyTorch's name of the stage ("layer3"), "pool" or "logits".
std::string to_string(FeatureLayer layer);

std::optional<FeatureLayer> parse_feature_layer(std::string_view name);

/// The node whose output it is.
int feature_node(const Network& network, FeatureLayer layer);

/// Of one image: [channels, H, W] for stages, [channels] for the pooled vector, [classes].
Shape feature_shape(const Network& network, FeatureLayer layer);

}  // namespace resnext
