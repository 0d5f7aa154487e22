// SPDX-License-Identifier: Apache-2.0
#include "engine/choose.h"

#include <fmt/format.h>

#include <new>
#include <utility>

#include "base/error.h"
#include "engine/choose_layer.h"
#include "engine/custom/rounding_layer.h"
#include "engine/onednn/memory_layout.h"

namespace resnext {
namespace {

class Chooser {
 public:
  Chooser(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
          std::span<const dnnl::memory::desc> packed)
      : engine_(engine),
        network_(network),
        options_(options),
        batch_(options.batch),
        layers_(engine, network, options, packed) {}

  Plan choose() {
    plan_.taps.resize(options_.taps.size());
    plan_.input = add_buffer(
        activation_desc(batch_, 3, network_.input_size, DType::kF32, ActivationLayout::kNchw),
        DType::kF32);
    plan_.buffers[0].external = true;
    for (int index = 0; index < static_cast<int>(network_.nodes.size()); ++index) {
      with_layer_errors(node(index).name, [&] {
        add_node(index);
        add_rounding(index);
        add_taps(index);
      });
    }
    plan_.logits = node_buffers_.back();
    buffer(plan_.logits).external = true;
    for (const int tap : plan_.taps) {
      buffer(tap).last = next_step();
    }
    return std::move(plan_);
  }

 private:
  const Node& node(int index) const { return network_.nodes[static_cast<std::size_t>(index)]; }
  PlanBuffer& buffer(int id) { return plan_.buffers[static_cast<std::size_t>(id)]; }
  int buffer_of(int node_index) const {
    return node_index < 0 ? plan_.input : node_buffers_[static_cast<std::size_t>(node_index)];
  }
  int next_step() const { return static_cast<int>(plan_.steps.size()); }

  int add_buffer(const dnnl::memory::desc& desc, DType dtype) {
    plan_.buffers.push_back({desc, dtype, next_step(), next_step()});
    return static_cast<int>(plan_.buffers.size()) - 1;
  }

  /// Returns the buffer that holds `id` as `wanted`, which is of type `dtype`.
  int in_layout(int id, const dnnl::memory::desc& wanted, DType dtype, const std::string& reader) {
    return buffer(id).desc == wanted ? id : copy(id, wanted, dtype, "reorder before " + reader);
  }

  /// Returns a new buffer with a copy of `id` at this step.
  int copy(int id, const dnnl::memory::desc& wanted, DType dtype, const std::string& name) {
    LayerKernel kernel = make_reorder(engine_, {.source = buffer(id).dtype, .destination = dtype},
                                      buffer(id).desc, wanted);
    const int target = add_buffer(wanted, dtype);
    buffer(id).last = next_step();
    plan_.steps.push_back({std::move(kernel), name, 0, id, target, -1});
    return target;
  }

  void add_node(int index) {
    const Node& layer = node(index);
    int residual = layer.residual < 0 ? -1 : buffer_of(layer.residual);
    LayerKernel kernel = layers_.choose(index, buffer(buffer_of(layer.input)),
                                        residual < 0 ? nullptr : &buffer(residual));
    const int source =
        in_layout(buffer_of(layer.input), kernel.source, kernel.types.source, layer.name);
    const int gate = layer.gate < 0 ? -1 : buffer_of(layer.gate);
    if (residual >= 0) {  // custom kernels don't support arbitrary layouts
      residual = in_layout(residual, kernel.destination, kernel.types.destination, layer.name);
    }
    // The sum is in place: in these networks no node reads the shortcut after its block.
    const int destination =
        residual < 0 ? add_buffer(kernel.destination, kernel.types.destination) : residual;
    for (const int id : {source, destination, gate}) {
      if (id >= 0) {
        buffer(id).last = next_step();
      }
    }
    node_buffers_.push_back(destination);
    plan_.steps.push_back({std::move(kernel), layer.name, node_multiply_adds(index), source,
                           destination, index, gate});
  }

  /// Rounds what later nodes read, on CPUs that can't compute with bfloat16.
  void add_rounding(int index) {
    if (layers_.arithmetic() != Arithmetic::kRoundedF32 || !rounds_output(node(index))) {
      return;
    }
    const int id = node_buffers_.back();
    LayerKernel kernel;
    kernel.custom = make_rounding_layer();
    kernel.name = kernel.custom->name();
    kernel.source = kernel.destination = buffer(id).desc;
    buffer(id).last = next_step();
    plan_.steps.push_back({std::move(kernel), "rounding of " + node(index).name, 0, id, id, -1});
  }

  /// Copies a tapped node's output before later steps overwrite it.
  void add_taps(int index) {
    for (std::size_t i = 0; i < options_.taps.size(); ++i) {
      if (options_.taps[i] == index) {
        const int id = node_buffers_.back();
        plan_.taps[i] =
            copy(id,
                 activation_desc(batch_, node(index).out_channels, layers_.output_size(index),
                                 DType::kF32, ActivationLayout::kNchw),
                 DType::kF32, "copy of " + node(index).name);
        plan_.steps_to_taps = plan_.steps.size();
      }
    }
  }

  std::int64_t node_multiply_adds(int index) const {
    const Node& layer = node(index);
    if (layer.kind != NodeKind::kConvolution && layer.kind != NodeKind::kLinear) {
      return 0;
    }
    const std::int64_t size = layers_.output_size(index);
    return batch_ * size * size * layer.kernel * layer.kernel * (layer.in_channels / layer.groups) *
           layer.out_channels;
  }

  const dnnl::engine& engine_;
  const Network& network_;
  const PlanOptions& options_;
  const int batch_;
  const LayerChooser layers_;
  std::vector<int> node_buffers_;
  Plan plan_;
};

}  // namespace

Plan choose_kernels(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
                    std::span<const dnnl::memory::desc> packed) {
  return Chooser(engine, network, options, packed).choose();
}

void with_layer_errors(const std::string& layer, const std::function<void()>& work) {
  try {
    work();
  } catch (const dnnl::error& error) {
    throw Error(
        fmt::format("oneDNN can't prepare layer {} ({}): not enough memory, or a CPU that "
                    "it does not know",
                    layer, error.what()));
  } catch (const std::bad_alloc&) {
    throw Error("not enough memory to prepare layer " + layer);
  }
}

}  // namespace resnext
