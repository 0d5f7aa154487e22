// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "checkpoint/named_tensor.h"

// Reads all elements of tensors.
namespace resnext {

/// Returns the elements as f32, row-major.
inline std::vector<float> elements(const TensorView& view) {
  std::vector<float> result(static_cast<std::size_t>(view.size()));
  copy_to_f32(view, result);
  return result;
}

/// Reads every element, so that a sanitizer detects views outside their memory.
inline void touch(const CheckpointContents& contents) {
  for (const NamedTensor& tensor : contents.tensors) {
    if (tensor.view.size() <= 1'000'000) {  // an expanded tensor may be larger than its file
      elements(tensor.view);
    }
  }
}

}  // namespace resnext
