#pragma once

#include <cstdint>
#include <functional>

#include "base/tensor_view.h"

namespace resnext {

/// Cuts a tensor into views of at most `most` elements each (at least 1) and visits them so that
/// their elements, one chunk after another, are the tensor's in row-major order. A tensor of no
/// elements has no chunks.
void for_each_chunk(const TensorView& view, std::int64_t most,
                    const std::function<void(const TensorView&)>& visit);

}  // namespace resnext
