// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/typed_data.h"

// Packed weights as they pass between an engine and the pack cache.
namespace resnext {

/// A convolution's weights, scaled by batch norm, in the layout that a kernel reads.
struct PackedLayer {
  std::string node;     ///< Node::name: "layer3.22.conv2"
  std::string layout;   ///< name of the layout; the same name means the same bytes
  ConstTypedData data;  ///< 64-byte aligned
};

/// Layers that an engine packed earlier, perhaps in another process.
struct PackedLayers {
  std::vector<PackedLayer> layers;
  std::shared_ptr<const void> memory;  ///< keeps the data alive
};

}  // namespace resnext
