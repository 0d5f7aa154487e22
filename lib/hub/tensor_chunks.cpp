// SPDX-License-Identifier: Apache-2.0
#include "hub/tensor_chunks.h"

#include <algorithm>

namespace resnext {

void for_each_chunk(const TensorView& view, std::int64_t most,
                    const std::function<void(const TensorView&)>& visit) {
  const std::int64_t size = view.size();
  if (size == 0) {
    return;
  }
  if (size <= most || view.shape.empty()) {
    visit(view);
    return;
  }
  const std::int64_t rows = view.shape[0];
  const std::int64_t rows_together = std::max<std::int64_t>(1, most / (size / rows));
  TensorView chunk = view;
  for (std::int64_t row = 0; row < rows; row += rows_together) {
    chunk.shape[0] = std::min(rows_together, rows - row);
    chunk.data = view.data + row * view.stride[0] * static_cast<std::int64_t>(size_of(view.dtype));
    if (chunk.shape[0] > 1 || size / rows <= most) {
      visit(chunk);
      continue;
    }
    TensorView inner = chunk;  // one row is too large, so cut along the next axis
    inner.shape.erase(inner.shape.begin());
    inner.stride.erase(inner.stride.begin());
    for_each_chunk(inner, most, visit);
  }
}

}  // namespace resnext
