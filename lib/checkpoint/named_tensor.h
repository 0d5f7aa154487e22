// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/tensor_view.h"

// Tensors with their names.
namespace resnext {

/// A tensor and its name.
struct NamedTensor {
  std::string name;  ///< as the model calls it: "layer1.0.conv1.weight"
  TensorView view;
};

/// The result of a format's reader. The views point into the bytes that it was given.
struct CheckpointContents {
  std::vector<NamedTensor> tensors;             ///< in the file's order
  std::map<std::string, std::string> metadata;  ///< safetensors' __metadata__, else empty
};

}  // namespace resnext
