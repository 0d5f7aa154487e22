#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/tensor_view.h"

namespace resnext {

struct NamedTensor {
  std::string name;  ///< as the model calls it: "layer1.0.conv1.weight"
  TensorView view;
};

/// What a format's reader finds in a file's bytes. The views point into those bytes.
struct CheckpointContents {
  std::vector<NamedTensor> tensors;             ///< in the file's order
  std::map<std::string, std::string> metadata;  ///< safetensors' __metadata__, else empty
};

}  // namespace resnext
