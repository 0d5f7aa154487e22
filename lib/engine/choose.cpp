// SPDX-License-Identifier: Apache-2.0
#include "engine/choose.h"

#include <fmt/format.h>

#include <new>
#include <utility>

#include "base/error.h"
#include "engine/choose_layer.h"
#include "engine/custom/rounding_layer.h"
#include "engine/onednn/memory_layout.h"
#include "engine/plan_builder.h"

namespace resnext {
namespace {

class Chooser {
 public:
  Chooser(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
          std::span<const dnnl::memory::desc> packed)
      : network_(network),
        options_(options),
        batch_(options.batch),
        layers_(engine, network, options, packed),
        builder_(engine, network) {}

  Plan choose() {
    Plan& plan = builder_.plan();
    plan.taps.resize(options_.taps.size());
    plan.input = builder_.add_buffer(
        activation_desc(batch_, 3, network_.input_size, DType::kF32, ActivationLayout::kNchw),
        DType::kF32, -1);
    plan.buffers[0].external = true;
    for (int index = 0; index < static_cast<int>(network_.nodes.size()); ++index) {
      with_layer_errors(node(index).name, [&] {
        add_node(index);
        add_rounding(index);
        add_taps(index);
      });
    }
    plan.logits = node_buffers_.back();
    buffer(plan.logits).external = true;
    for (const int tap : plan.taps) {
      buffer(tap).last = builder_.next_step();
    }
    return std::move(plan);
  }

 private:
  const Node& node(int index) const { return network_.nodes[static_cast<std::size_t>(index)]; }
  PlanBuffer& buffer(int id) { return builder_.buffer(id); }
  int buffer_of(int node_index) {
    return node_index < 0 ? builder_.plan().input
                          : node_buffers_[static_cast<std::size_t>(node_index)];
  }

  void add_node(int index) {
    const Node& layer = node(index);
    int residual = layer.residual < 0 ? -1 : buffer_of(layer.residual);
    LayerKernel kernel = layers_.choose(index, buffer(buffer_of(layer.input)),
                                        residual < 0 ? nullptr : &buffer(residual));
    const int source =
        builder_.in_layout(buffer_of(layer.input), kernel.source, kernel.types.source, layer.name);
    const int gate = layer.gate < 0 ? -1 : buffer_of(layer.gate);
    if (layer.int8 && residual >= 0) {  // may be signed where the sum is not
      residual = builder_.as_int8(residual, layer.name);
    } else if (residual >= 0) {  // custom kernels don't support arbitrary layouts
      residual =
          builder_.in_layout(residual, kernel.destination, kernel.types.destination, layer.name);
    }
    // The sum is in place: in these networks no node reads the shortcut after its block.
    const int destination =
        residual < 0 ? builder_.add_buffer(kernel.destination, kernel.types.destination, index)
                     : residual;
    if (residual >= 0) {
      builder_.overwrite(residual, kernel, index);
    }
    node_buffers_.push_back(destination);
    builder_.add_step({.kernel = std::move(kernel),
                       .name = layer.name,
                       .multiply_adds = node_multiply_adds(index),
                       .source = source,
                       .destination = destination,
                       .node = index,
                       .gate = gate,
                       .scale_of = layer.input});
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
    builder_.add_step({.kernel = std::move(kernel),
                       .name = "rounding of " + node(index).name,
                       .source = id,
                       .destination = id});
  }

  /// Copies a tapped node's output before later steps overwrite it.
  void add_taps(int index) {
    for (std::size_t i = 0; i < options_.taps.size(); ++i) {
      if (options_.taps[i] == index) {
        const auto plain =
            activation_desc(batch_, node(index).out_channels, layers_.output_size(index),
                            DType::kF32, ActivationLayout::kNchw);
        builder_.plan().taps[i] =
            builder_.copy(node_buffers_.back(), plain, DType::kF32, "copy of " + node(index).name);
        builder_.plan().steps_to_taps = builder_.plan().steps.size();
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

  const Network& network_;
  const PlanOptions& options_;
  const int batch_;
  const LayerChooser layers_;
  PlanBuilder builder_;
  std::vector<int> node_buffers_;
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
