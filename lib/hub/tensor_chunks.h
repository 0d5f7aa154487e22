// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "base/tensor_view.h"

// Cuts large tensors into pieces.
namespace resnext {

/// Cuts a tensor into views of at most `most` elements (at least 1) and visits them in order: their
/// elements together are the tensor's in row-major order. A tensor without elements has no chunks.
void for_each_chunk(const TensorView& view, std::int64_t most,
                    const std::function<void(const TensorView&)>& visit);

}  // namespace resnext
