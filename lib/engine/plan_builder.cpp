// SPDX-License-Identifier: Apache-2.0
#include "engine/plan_builder.h"

#include <utility>

#include "engine/custom/int8_conversions.h"
#include "engine/onednn/memory_layout.h"
#include "models/quantization.h"

namespace resnext {
namespace {

bool is_8_bit(DType dtype) { return size_of(dtype) == 1; }

}  // namespace

int PlanBuilder::add_buffer(const dnnl::memory::desc& desc, DType dtype, int node) {
  plan_.buffers.push_back({desc, dtype, next_step(), next_step(), false, node});
  return static_cast<int>(plan_.buffers.size()) - 1;
}

void PlanBuilder::add_step(PlanStep step) {
  for (const int id : {step.source, step.destination, step.gate}) {
    if (id >= 0) {
      buffer(id).last = next_step();
    }
  }
  plan_.steps.push_back(std::move(step));
}

void PlanBuilder::overwrite(int id, const LayerKernel& kernel, int node) {
  // Steps before this one know the types of what they read and write.
  buffer(id).desc = kernel.destination;
  buffer(id).dtype = kernel.types.destination;
  buffer(id).node = node;
  std::erase_if(converted_,
                [id](const auto& pair) { return pair.first == id || pair.second == id; });
}

int PlanBuilder::in_layout(int id, const dnnl::memory::desc& wanted, DType dtype,
                           const std::string& reader) {
  if (buffer(id).desc == wanted) {
    return id;
  }
  if (is_8_bit(dtype)) {
    return as_int8(id, reader);
  }
  if (is_8_bit(buffer(id).dtype)) {
    return in_layout(as_f32(id, reader), wanted, dtype, reader);
  }
  return copy(id, wanted, dtype, "reorder before " + reader);
}

int PlanBuilder::as_int8(int id, const std::string& reader) {
  if (is_8_bit(buffer(id).dtype)) {
    return id;
  }
  const bool is_signed = !is_nonnegative(network_, buffer(id).node);
  const int plain = in_layout(id, nhwc_desc(buffer(id).desc, DType::kF32), DType::kF32, reader);
  return convert(plain, is_signed ? DType::kI8 : DType::kU8, "rounding before " + reader);
}

int PlanBuilder::as_f32(int id, const std::string& reader) {
  return convert(id, DType::kF32, "widening before " + reader);
}

int PlanBuilder::convert(int id, DType dtype, const std::string& name) {
  if (const auto found = converted_.find(id); found != converted_.end()) {
    return found->second;
  }
  LayerKernel kernel;
  kernel.custom = make_int8_conversion(buffer(id).dtype, dtype);
  kernel.name = kernel.custom->name();
  kernel.types = kernel.custom->types();
  kernel.source = buffer(id).desc;
  kernel.destination = nhwc_desc(buffer(id).desc, dtype);
  const int target = add_buffer(kernel.destination, dtype, buffer(id).node);
  add_step({.kernel = std::move(kernel),
            .name = name,
            .source = id,
            .destination = target,
            .scale_of = buffer(id).node});
  converted_[id] = target;
  return target;
}

int PlanBuilder::copy(int id, const dnnl::memory::desc& wanted, DType dtype,
                      const std::string& name) {
  if (is_8_bit(buffer(id).dtype) && !is_8_bit(dtype)) {
    id = as_f32(id, name);
  }
  LayerKernel kernel = make_reorder(engine_, {.source = buffer(id).dtype, .destination = dtype},
                                    buffer(id).desc, wanted);
  const int target = add_buffer(wanted, dtype, buffer(id).node);
  add_step({.kernel = std::move(kernel), .name = name, .source = id, .destination = target});
  return target;
}

}  // namespace resnext
