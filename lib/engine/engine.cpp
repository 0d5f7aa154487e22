#include "engine/engine.h"

#include <omp.h>

#include <algorithm>

#include "engine/engine_impl.h"
#include "engine/plan.h"

namespace resnext {

Engine::Engine(const FoldedNetwork& folded, const EngineOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->network = folded.network;
  impl_->threads = options.threads > 0 ? options.threads : omp_get_num_procs();
  impl_->kernels = options.kernels;
  omp_set_num_threads(impl_->threads);
  impl_->packed.resize(folded.network.nodes.size());
  std::int64_t largest = 0;
  for (const FoldedWeights& weights : folded.weights) {
    largest = std::max(largest, weights.weight.data == nullptr ? 0 : weights.weight.size());
  }
  WeightPacker packer(impl_->engine, largest);
  const auto announce_next = [&](int index) {
    for (auto next = static_cast<std::size_t>(index + 1); next < folded.weights.size(); ++next) {
      if (folded.weights[next].weight.data != nullptr) {
        if (options.before_reading) {
          options.before_reading(folded.weights[next].weight);
        }
        return;
      }
    }
  };
  announce_next(-1);

  const LayerChoice pack_for_best = [&](int index, const LayerFactory& make,
                                        const dnnl::memory::desc* destination) {
    LayerPrimitive layer = make(index, nullptr, destination);
    const FoldedWeights& weights = folded.weights[static_cast<std::size_t>(index)];
    if (weights.weight.data == nullptr) {
      return layer;
    }
    announce_next(index);  // read from disk while this one is packed
    const Node& node = folded.network.nodes[static_cast<std::size_t>(index)];
    packer.stage(node, weights);
    if (options.after_reading) {  // before there is a third copy
      options.after_reading(weights.weight);
    }
    impl_->packed[static_cast<std::size_t>(index)] = packer.pack(node, weights, layer);
    impl_->packed_bytes += layer.weights.get_size() + layer.bias.get_size();
    return layer;
  };
  make_plan(impl_->engine, folded.network, {options.batch_size, impl_->threads, impl_->kernels},
            pack_for_best);
}

Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

int Engine::input_size() const { return impl_->network.input_size; }
int Engine::num_classes() const { return impl_->network.nodes.back().out_channels; }
int Engine::num_features() const { return impl_->network.nodes.back().in_channels; }
int Engine::threads() const { return impl_->threads; }
std::size_t Engine::packed_bytes() const { return impl_->packed_bytes; }

}  // namespace resnext
