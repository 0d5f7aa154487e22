// SPDX-License-Identifier: Apache-2.0
#include "engine/pack.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/unchecked_allocations.h"
#include "engine/choose.h"
#include "engine/onednn/primitives.h"

namespace resnext {
namespace {

/// Layers packed earlier, by the name of their node.
class ReadyLayers {
 public:
  explicit ReadyLayers(const std::vector<PackedLayer>& layers) {
    for (const PackedLayer& layer : layers) {
      layers_[layer.node] = &layer;
    }
  }

  bool has(const Node& node) const { return layers_.contains(node.name); }

  /// Returns nullptr if there are none in the layout of `wanted`.
  const PackedLayer* find(const Node& node, const LayerKernel& wanted) const {
    const auto found = layers_.find(node.name);
    const bool fits = found != layers_.end() && !found->second->layout.empty() &&
                      found->second->layout == packing_name(wanted) &&
                      found->second->data.dtype == wanted.types.weights &&
                      found->second->data.bytes.size() == wanted.weights.get_size();
    return fits ? found->second : nullptr;
  }

 private:
  std::map<std::string_view, const PackedLayer*> layers_;
};

class Packing {
 public:
  Packing(const dnnl::engine& engine, const FoldedNetwork& folded, const PackOptions& options)
      : folded_(folded),
        options_(options),
        ready_(options.ready),
        packer_(engine, largest_tensor(folded), options.precision) {
    packed_.weights.resize(folded.network.nodes.size());
    for (const FoldedWeights& weights : folded.weights) {
      packed_.output_scales.push_back(weights.output_scale);
    }
    announce_after(-1);
  }

  void pack(int index, const LayerKernel& kernel) {
    const auto position = static_cast<std::size_t>(index);
    const Node& node = folded_.network.nodes[position];
    const FoldedWeights& weights = folded_.weights[position];
    if (weights.weight.data == nullptr) {
      return;
    }
    announce_after(index);  // read from disk while this one is packed
    const std::size_t bytes = kernel.weights.get_size() + kernel.bias.get_size();
    packed_.bytes += bytes;
    if (const PackedLayer* const ready = ready_.find(node, kernel)) {
      packed_.weights[position] = packer_.adopt(ready->data, weights, scales_around(node), kernel);
      packed_.reused_bytes += bytes;
      return;
    }
    if (node.int8) {
      packed_.weights[position] = packer_.pack_int8(weights, scales_around(node), kernel);
      release(weights);
      return;
    }
    packer_.stage(node, weights);
    release(weights);  // before a third copy exists
    packed_.weights[position] = packer_.pack(node, weights, kernel);
  }

  PackedNetwork result() { return std::move(packed_); }

 private:
  void release(const FoldedWeights& weights) const {
    if (options_.after_reading) {
      options_.after_reading(weights.weight);
    }
  }

  /// Returns what the integers that an 8-bit layer reads and adds stand for.
  Int8Scales scales_around(const Node& node) const {
    const auto scale_of = [this](int index) {
      return index < 0 ? 0 : folded_.weights[static_cast<std::size_t>(index)].output_scale;
    };
    return {.source = scale_of(node.input), .residual = scale_of(node.residual)};
  }

  /// Returns the elements of the largest tensor that is staged.
  static std::int64_t largest_tensor(const FoldedNetwork& folded) {
    std::int64_t largest = 0;
    for (std::size_t i = 0; i < folded.weights.size(); ++i) {
      const TensorView& weight = folded.weights[i].weight;
      if (weight.data != nullptr && !folded.network.nodes[i].int8) {
        largest = std::max(largest, weight.size());
      }
    }
    return largest;
  }

  /// Announces the next tensor that will be read.
  void announce_after(int index) {
    for (auto next = static_cast<std::size_t>(index + 1); next < folded_.weights.size(); ++next) {
      if (folded_.weights[next].weight.data != nullptr) {
        // Packed layers are unlikely to be read.
        if (options_.before_reading && !ready_.has(folded_.network.nodes[next])) {
          options_.before_reading(folded_.weights[next].weight);
        }
        return;
      }
    }
  }

  const FoldedNetwork& folded_;
  const PackOptions& options_;
  ReadyLayers ready_;
  WeightPacker packer_;
  PackedNetwork packed_;
};

}  // namespace

PackedNetwork pack_weights(const dnnl::engine& engine, const Plan& plan,
                           const FoldedNetwork& folded, const PackOptions& options) {
  Packing packing(engine, folded, options);
  for (const PlanStep& step : plan.steps) {
    if (step.node >= 0) {
      with_layer_errors(step.name, [&] { packing.pack(step.node, step.kernel); });
    }
  }
  return packing.result();
}

std::vector<PackedWeights> repack_weights(const dnnl::engine& engine, const Plan& plan,
                                          const std::vector<PackedWeights>& packed) {
  std::vector<PackedWeights> repacked(packed.size());
  dnnl::stream stream(engine);
  for (const PlanStep& step : plan.steps) {
    const auto node = static_cast<std::size_t>(step.node);
    if (step.node < 0 || !packed[node].weights ||
        packed[node].weights.get_desc() == step.kernel.weights) {
      continue;
    }
    with_layer_errors(step.name, [&] {
      const UncheckedAllocations in_onednn;
      const dnnl::memory target(step.kernel.weights, engine);
      reorder(stream, packed[node].weights, target);
      repacked[node] = {target, packed[node].bias, {}, step.kernel.types.weights};
    });
  }
  return repacked;
}

}  // namespace resnext
