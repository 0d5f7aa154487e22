// SPDX-License-Identifier: Apache-2.0
#include "engine/output_reader.h"

#include "base/unchecked_allocations.h"
#include "engine/onednn/memory_layout.h"
#include "engine/onednn/primitives.h"
#include "engine/onednn/version.h"
#include "kernels/int8_values.h"

namespace resnext {

std::span<const float> OutputReader::read(const BoundPlan& bound, const PlanStep& step) {
  // The buffer's own type is that of its last step.
  const dnnl::memory::desc& written = step.kernel.destination;
  void* const data = bound.buffer(step.destination).get_data_handle();
  std::size_t count = 1;
  for (const dnnl::memory::dim extent : dims_of(written)) {
    count *= static_cast<std::size_t>(extent);
  }
  const dnnl::memory::desc plain = dims_of(written).size() == 4
                                       ? nhwc_desc(written, DType::kF32)
                                       : row_desc(count, DType::kF32);  // logits
  if (written == plain || dims_of(written).size() != 4) {
    return {static_cast<const float*>(data), count};
  }
  values_.resize(count);
  const DType type = step.kernel.types.destination;
  if (size_of(type) == 1) {
    widen_int8({type, {static_cast<const std::byte*>(data), count}},
               output_scales_[static_cast<std::size_t>(step.node)], values_);
    return values_;
  }
  const UncheckedAllocations in_onednn;
  reorder(stream_, dnnl::memory(written, engine_, data),
          dnnl::memory(plain, engine_, values_.data()));
  return values_;
}

}  // namespace resnext
