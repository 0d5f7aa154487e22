#include "engine/engine.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>

#include "base/cpu_count.h"
#include "engine/engine_impl.h"
#include "engine/plan.h"

namespace resnext {
namespace {

/// Layers of EngineOptions::packed by the name of their node.
class Reusable {
 public:
  explicit Reusable(const std::vector<PackedLayer>& layers) {
    for (const PackedLayer& layer : layers) {
      layers_[layer.node] = &layer;
    }
  }

  bool has(const Node& node) const { return layers_.contains(node.name); }

  /// nullptr if there are none that `wanted` can take as they are.
  const PackedLayer* find(const Node& node, const LayerPrimitive& wanted) const {
    const auto found = layers_.find(node.name);
    const bool fits = found != layers_.end() && !found->second->layout.empty() &&
                      found->second->layout == packing_name(wanted) &&
                      found->second->floats.size_bytes() == wanted.weights.get_size();
    return fits ? found->second : nullptr;
  }

 private:
  std::map<std::string_view, const PackedLayer*> layers_;
};

}  // namespace

Engine::Engine(const FoldedNetwork& folded, const EngineOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->network = folded.network;
  impl_->threads = options.execution.threads > 0 ? options.execution.threads : usable_cpus();
  impl_->kernels = options.execution.kernels;
  omp_set_num_threads(impl_->threads);
  impl_->packed.resize(folded.network.nodes.size());
  impl_->reused_memory = options.packed.memory;
  const Reusable reusable(options.packed.layers);
  std::int64_t largest = 0;
  for (const FoldedWeights& weights : folded.weights) {
    largest = std::max(largest, weights.weight.data == nullptr ? 0 : weights.weight.size());
  }
  WeightPacker packer(impl_->engine, largest);
  const auto announce_next = [&](int index) {
    for (auto next = static_cast<std::size_t>(index + 1); next < folded.weights.size(); ++next) {
      if (folded.weights[next].weight.data != nullptr) {
        if (reusable.has(folded.network.nodes[next])) {
          return;  // will hardly be read
        }
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
    const auto start = std::chrono::steady_clock::now();
    LayerPrimitive layer = make(index, nullptr, destination);
    impl_->primitives_seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const FoldedWeights& weights = folded.weights[static_cast<std::size_t>(index)];
    if (weights.weight.data == nullptr) {
      return layer;
    }
    announce_next(index);  // read from disk while this one is packed
    const Node& node = folded.network.nodes[static_cast<std::size_t>(index)];
    const std::size_t bytes = layer.weights.get_size() + layer.bias.get_size();
    impl_->packed_bytes += bytes;
    if (const PackedLayer* const ready = reusable.find(node, layer)) {
      impl_->packed[static_cast<std::size_t>(index)] = packer.adopt(ready->floats, weights, layer);
      impl_->reused_bytes += bytes;
      return layer;
    }
    packer.stage(node, weights);
    if (options.after_reading) {  // before there is a third copy
      options.after_reading(weights.weight);
    }
    impl_->packed[static_cast<std::size_t>(index)] = packer.pack(node, weights, layer);
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
std::size_t Engine::reused_bytes() const { return impl_->reused_bytes; }
double Engine::primitives_seconds() const { return impl_->primitives_seconds; }

std::vector<PackedLayer> Engine::packed_layers() const {
  std::vector<PackedLayer> layers;
  for (std::size_t i = 0; i < impl_->packed.size(); ++i) {
    const PackedWeights& packed = impl_->packed[i];
    const Node& node = impl_->network.nodes[i];
    if (node.kind == NodeKind::kConvolution && !packed.layout.empty()) {
      layers.push_back({node.name,
                        packed.layout,
                        {static_cast<const float*>(packed.weights.get_data_handle()),
                         packed.weights.get_desc().get_size() / sizeof(float)}});
    }
  }
  return layers;
}

}  // namespace resnext
