// SPDX-License-Identifier: Apache-2.0
#include "engine/bind.h"

#include <utility>

#include "base/unchecked_allocations.h"

namespace resnext {
namespace {

/// Lays out the buffers in the plan's order, then each step's scratch memory.
ArenaLayout arena_layout(const Plan& plan) {
  std::vector<Lifetime> lifetimes;
  for (const PlanBuffer& buffer : plan.buffers) {
    lifetimes.push_back({buffer.external ? 0 : buffer.desc.get_size(), buffer.first, buffer.last});
  }
  for (int step = 0; step < static_cast<int>(plan.steps.size()); ++step) {
    lifetimes.push_back(
        {plan.steps[static_cast<std::size_t>(step)].kernel.scratch_bytes, step, step});
  }
  return lay_out_arena(lifetimes);
}

dnnl::memory::desc bytes_desc(std::size_t count) {
  return {{static_cast<dnnl::memory::dim>(count)},
          dnnl::memory::data_type::u8,
          dnnl::memory::format_tag::x};
}

std::span<std::byte> bytes_of(const dnnl::memory& memory) {
  return {static_cast<std::byte*>(memory.get_data_handle()), memory.get_desc().get_size()};
}

}  // namespace

BoundPlan::BoundPlan(const dnnl::engine& engine, Plan plan, const PackedNetwork& packed,
                     std::vector<PackedWeights> repacked)
    : plan_(std::move(plan)), repacked_(std::move(repacked)), stream_(engine) {
  const UncheckedAllocations in_onednn;
  const ArenaLayout layout = arena_layout(plan_);
  arena_ = std::make_unique<Arena>(layout.bytes);
  for (std::size_t i = 0; i < plan_.buffers.size(); ++i) {
    const PlanBuffer& buffer = plan_.buffers[i];
    buffers_.emplace_back(buffer.desc, engine,
                          buffer.external ? nullptr : arena_->at(layout.offsets[i]));
  }
  std::size_t scratch = plan_.buffers.size();  // in layout.offsets
  for (const PlanStep& step : plan_.steps) {
    std::unordered_map<int, dnnl::memory> arguments = {{DNNL_ARG_SRC, buffer(step.source)},
                                                       {DNNL_ARG_DST, buffer(step.destination)}};
    if (step.gate >= 0) {
      arguments.emplace(DNNL_ARG_SRC_1, buffer(step.gate));
    }
    const std::size_t offset = layout.offsets[scratch++];
    if (step.kernel.scratch_bytes > 0) {
      arguments.emplace(DNNL_ARG_SCRATCHPAD, dnnl::memory(bytes_desc(step.kernel.scratch_bytes),
                                                          engine, arena_->at(offset)));
    }
    if (step.node >= 0) {
      const auto node = static_cast<std::size_t>(step.node);
      const PackedWeights& weights =
          repacked_[node].weights ? repacked_[node] : packed.weights[node];
      if (weights.weights) {
        arguments.emplace(DNNL_ARG_WEIGHTS, weights.weights);
        arguments.emplace(DNNL_ARG_BIAS, weights.bias);
      }
    }
    arguments_.push_back(std::move(arguments));
    scales_.push_back(
        step.scale_of < 0 ? 0 : packed.output_scales[static_cast<std::size_t>(step.scale_of)]);
  }
}

void BoundPlan::execute(std::size_t index) {
  const LayerKernel& kernel = plan_.steps[index].kernel;
  const std::unordered_map<int, dnnl::memory>& arguments = arguments_[index];
  if (!kernel.custom) {
    const UncheckedAllocations in_onednn;
    kernel.primitive.execute(stream_, arguments);
    return;
  }
  const auto bytes = [&arguments](int argument) {
    const auto found = arguments.find(argument);
    return found == arguments.end() ? std::span<std::byte>() : bytes_of(found->second);
  };
  kernel.custom->run({{kernel.types.source, bytes(DNNL_ARG_SRC)},
                      {kernel.types.source, bytes(DNNL_ARG_SRC_1)},
                      {kernel.types.weights, bytes(DNNL_ARG_WEIGHTS)},
                      {kernel.types.bias, bytes(DNNL_ARG_BIAS)},
                      {kernel.types.destination, bytes(DNNL_ARG_DST)},
                      bytes(DNNL_ARG_SCRATCHPAD),
                      scales_[index]});
}

}  // namespace resnext
