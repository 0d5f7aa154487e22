#include "engine/plan.h"

#include <new>
#include <stdexcept>

#include "base/error.h"

namespace resnext {
namespace {

class Planner {
 public:
  Planner(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
          const LayerChoice& choose)
      : engine_(engine),
        network_(network),
        sizes_(output_sizes(network)),
        options_(options),
        batch_(options.batch),
        choose_(choose) {}

  Plan plan() {
    plan_.taps.resize(options_.taps.size());
    plan_.input = add_buffer(plain_activation_desc(batch_, 3, network_.input_size));
    plan_.buffers[0].external = true;
    for (int index = 0; index < static_cast<int>(network_.nodes.size()); ++index) {
      try {
        add_node(index);
        add_taps(index);
      } catch (const dnnl::error& error) {
        throw Error("oneDNN can't prepare layer " + node(index).name + " (" + error.what() +
                    "): not enough memory, or a CPU that it does not know");
      } catch (const std::bad_alloc&) {
        throw Error("not enough memory to prepare layer " + node(index).name);
      }
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

  int add_buffer(const dnnl::memory::desc& desc) {
    plan_.buffers.push_back({desc, next_step(), next_step()});
    return static_cast<int>(plan_.buffers.size()) - 1;
  }

  LayerPrimitive make_layer(int index, const dnnl::memory::desc* weights,
                            const dnnl::memory::desc* destination) {
    const Node& layer = node(index);
    const int output_size = sizes_[static_cast<std::size_t>(index)];
    const dnnl::memory::desc& source = buffer(buffer_of(layer.input)).desc;
    const auto input_size = static_cast<int>(source.dims()[2]);
    switch (layer.kind) {
      case NodeKind::kConvolution:
        if (const auto own = choose_own_kernel(
                {layer, batch_, input_size, output_size, options_.threads}, options_.kernels)) {
          return make_own(own, layer);
        }
        return make_convolution(engine_, layer, batch_, input_size, output_size, weights,
                                destination);
      case NodeKind::kMaxPool:
        return make_max_pool(engine_, layer, output_size, source);
      case NodeKind::kGlobalAveragePool:
        return make_global_average_pool(engine_, source);
      case NodeKind::kLinear:
        return make_linear(engine_, layer, batch_, weights);
    }
    throw std::logic_error("unknown kind of node");
  }

  /// The buffer that holds `id` in layout `wanted`.
  int in_layout(int id, const dnnl::memory::desc& wanted, const std::string& reader) {
    return buffer(id).desc == wanted ? id : copy(id, wanted, "reorder before " + reader);
  }

  /// A new buffer with what `id` holds at this step.
  int copy(int id, const dnnl::memory::desc& wanted, const std::string& name) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const dnnl::reorder::primitive_desc reorder(engine_, buffer(id).desc, engine_, wanted,
                                                attributes);
    const int target = add_buffer(wanted);
    buffer(id).last = next_step();
    plan_.steps.push_back({dnnl::reorder(reorder),
                           {},
                           name,
                           reorder.impl_info_str(),
                           0,
                           reorder.scratchpad_desc(),
                           id,
                           target,
                           -1});
    return target;
  }

  void add_node(int index) {
    const Node& layer = node(index);
    int residual = layer.residual < 0 ? -1 : buffer_of(layer.residual);
    const LayerFactory make = [this](int i, const dnnl::memory::desc* weights,
                                     const dnnl::memory::desc* destination) {
      return make_layer(i, weights, destination);
    };
    LayerPrimitive primitive =
        choose_(index, make, residual < 0 ? nullptr : &buffer(residual).desc);
    const int source = in_layout(buffer_of(layer.input), primitive.source, layer.name);
    if (residual >= 0) {  // our own kernels can't be made for any layout
      residual = in_layout(residual, primitive.destination, layer.name);
    }
    // The sum works in place: in these networks nobody reads the shortcut after its block.
    const int destination = residual < 0 ? add_buffer(primitive.destination) : residual;
    buffer(source).last = next_step();
    buffer(destination).last = next_step();
    node_buffers_.push_back(destination);
    plan_.steps.push_back({std::move(primitive.primitive), primitive.own, layer.name,
                           std::move(primitive.kernel), node_multiply_adds(index),
                           primitive.scratchpad, source, destination, index});
  }

  /// Copies a tapped node's output before later steps overwrite it.
  void add_taps(int index) {
    for (std::size_t i = 0; i < options_.taps.size(); ++i) {
      if (options_.taps[i] == index) {
        const int channels = node(index).out_channels;
        plan_.taps[i] =
            copy(node_buffers_.back(),
                 plain_activation_desc(batch_, channels, sizes_[static_cast<std::size_t>(index)]),
                 "copy of " + node(index).name);
        plan_.steps_to_taps = plan_.steps.size();
      }
    }
  }

  std::int64_t node_multiply_adds(int index) const {
    const Node& layer = node(index);
    if (layer.kind != NodeKind::kConvolution && layer.kind != NodeKind::kLinear) {
      return 0;
    }
    const std::int64_t size = sizes_[static_cast<std::size_t>(index)];
    return batch_ * size * size * layer.kernel * layer.kernel * (layer.in_channels / layer.groups) *
           layer.out_channels;
  }

  const dnnl::engine& engine_;
  const Network& network_;
  const std::vector<int> sizes_;
  const PlanOptions options_;
  const int batch_;
  const LayerChoice& choose_;
  std::vector<int> node_buffers_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
               const LayerChoice& choose) {
  return Planner(engine, network, options, choose).plan();
}

}  // namespace resnext
