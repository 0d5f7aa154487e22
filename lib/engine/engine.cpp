// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <chrono>

#include "base/stable_hash.h"
#include "engine/choose.h"
#include "engine/engine_impl.h"
#include "engine/onednn/threads.h"
#include "engine/thread_count.h"
#include "models/quantization.h"

namespace resnext {

ChosenKernels::ChosenKernels(const Network& network, const ExecutionOptions& options)
    : impl_(std::make_unique<Impl>()) {
  const auto start = std::chrono::steady_clock::now();
  impl_->network = network;
  impl_->execution = options;
  // Starts the threads while they can be had, before those that read images.
  impl_->execution.threads = use_threads(available_threads(options.threads));
  impl_->execution.precision = resolve_precision(options.precision, is_quantized(network));
  impl_->plan = choose_kernels(impl_->engine, network, {1, impl_->execution});
  impl_->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ChosenKernels::~ChosenKernels() = default;
ChosenKernels::ChosenKernels(ChosenKernels&&) noexcept = default;
ChosenKernels& ChosenKernels::operator=(ChosenKernels&&) noexcept = default;

std::string ChosenKernels::layouts_name() const {
  StableHash hash;
  hash.add(to_string(impl_->execution.precision));
  for (const PlanStep& step : impl_->plan.steps) {
    const bool is_convolution =
        step.node >= 0 &&
        impl_->network.nodes[static_cast<std::size_t>(step.node)].kind == NodeKind::kConvolution;
    if (is_convolution) {
      hash.add(step.name);
      hash.add(packing_name(step.kernel));
    }
  }
  return hash.hexadecimal();
}

std::vector<StepReport> ChosenKernels::steps() const {
  std::vector<StepReport> steps;
  for (const PlanStep& step : impl_->plan.steps) {
    steps.push_back({step.name, step.kernel.name, step.multiply_adds});
  }
  return steps;
}

Engine::Engine(ChosenKernels chosen, const FoldedNetwork& folded, const PackingOptions& options)
    : impl_(std::make_unique<Impl>()) {
  ChosenKernels::Impl& choice = *chosen.impl_;
  impl_->engine = choice.engine;
  impl_->execution = choice.execution;
  impl_->choice_seconds = choice.seconds;
  impl_->reused_memory = options.packed.memory;
  use_threads(impl_->execution.threads);
  impl_->packed = pack_weights(choice.engine, choice.plan, folded,
                               {impl_->execution.precision, options.before_reading,
                                options.after_reading, options.packed.layers});
  impl_->network = std::move(choice.network);
}

Engine::Engine(const FoldedNetwork& folded, const EngineOptions& options)
    : Engine(ChosenKernels(folded.network, options.execution), folded, options.packing) {}

Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

int Engine::input_size() const { return impl_->network.input_size; }
int Engine::num_classes() const { return impl_->network.nodes.back().out_channels; }
int Engine::num_features() const { return impl_->network.nodes.back().in_channels; }
int Engine::threads() const { return impl_->execution.threads; }
Precision Engine::precision() const { return impl_->execution.precision; }
std::size_t Engine::packed_bytes() const { return impl_->packed.bytes; }
std::size_t Engine::reused_bytes() const { return impl_->packed.reused_bytes; }
double Engine::choice_seconds() const { return impl_->choice_seconds; }

std::vector<PackedLayer> Engine::packed_layers() const {
  std::vector<PackedLayer> layers;
  for (std::size_t i = 0; i < impl_->packed.weights.size(); ++i) {
    const PackedWeights& packed = impl_->packed.weights[i];
    const Node& node = impl_->network.nodes[i];
    if (node.kind == NodeKind::kConvolution && !packed.layout.empty()) {
      layers.push_back({node.name, packed.layout, data_of(packed.weights, packed.dtype)});
    }
  }
  return layers;
}

}  // namespace resnext
