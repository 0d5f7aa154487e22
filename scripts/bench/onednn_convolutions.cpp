// SPDX-License-Identifier: Apache-2.0
// onednn_convolutions MODEL [RUNS]: the sum of the times that oneDNN's own convolutions take, each
// alone and hot: one primitive in the layouts it prefers, run in a loop on the same data, so that
// weights come from the cache where they fit. What an engine that adds nothing would reach.
// Prints milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <dnnl.hpp>
#include <map>
#include <tuple>
#include <vector>

#include "models/network.h"
#include "models/registry.h"

namespace {

using dnnl::memory;

memory filled(const memory::desc& desc, const dnnl::engine& engine) {
  memory result(desc, engine);
  auto* values = static_cast<float*>(result.get_data_handle());
  std::fill_n(values, desc.get_size() / sizeof(float), 0.01F);
  return result;
}

double median_seconds(const resnext::Node& node, int input, int output, int runs,
                      const dnnl::engine& engine, dnnl::stream& stream) {
  constexpr auto kF32 = memory::data_type::f32;
  constexpr auto kAny = memory::format_tag::any;
  const memory::dims weights =
      node.groups == 1 ? memory::dims{node.out_channels, node.in_channels, node.kernel, node.kernel}
                       : memory::dims{node.groups, node.out_channels / node.groups,
                                      node.in_channels / node.groups, node.kernel, node.kernel};
  const int end = (output - 1) * node.stride + node.kernel - input - node.padding;
  const dnnl::convolution_forward::desc desc(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
      memory::desc({1, node.in_channels, input, input}, kF32, kAny),
      memory::desc(weights, kF32, kAny),
      memory::desc({node.out_channels}, kF32, memory::format_tag::x),
      memory::desc({1, node.out_channels, output, output}, kF32, kAny), {node.stride, node.stride},
      {node.padding, node.padding}, {end, end});
  dnnl::primitive_attr attributes;
  dnnl::post_ops relu;
  relu.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  attributes.set_post_ops(relu);
  const dnnl::convolution_forward::primitive_desc chosen(desc, attributes, engine);
  const dnnl::convolution_forward convolution(chosen);
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, filled(chosen.src_desc(), engine)},
      {DNNL_ARG_WEIGHTS, filled(chosen.weights_desc(), engine)},
      {DNNL_ARG_BIAS, filled(chosen.bias_desc(), engine)},
      {DNNL_ARG_DST, filled(chosen.dst_desc(), engine)}};
  std::vector<double> seconds;
  for (int run = -2; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    convolution.execute(stream, arguments);
    stream.wait();
    if (run >= 0) {
      seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
  }
  std::nth_element(seconds.begin(), seconds.begin() + runs / 2, seconds.end());
  return seconds[static_cast<std::size_t>(runs / 2)];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: onednn_convolutions MODEL [RUNS]\n");
    return 2;
  }
  const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 10;
  const resnext::ModelConfig config = resnext::resolve_model(argv[1]);
  const resnext::Network network =
      resnext::build_network(config.architecture, config.preprocessing.input_size);
  const std::vector<int> sizes = resnext::output_sizes(network);
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  std::map<std::tuple<int, int, int, int, int, int>, double> measured;
  double total = 0;
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const resnext::Node& node = network.nodes[i];
    if (node.kind != resnext::NodeKind::kConvolution) {
      continue;
    }
    const int input =
        node.input < 0 ? network.input_size : sizes[static_cast<std::size_t>(node.input)];
    const auto shape = std::tuple(node.in_channels, node.out_channels, node.groups, node.kernel,
                                  node.stride, input);
    if (!measured.contains(shape)) {
      measured[shape] = median_seconds(node, input, sizes[i], runs, engine, stream);
    }
    total += measured[shape];
  }
  std::printf("%.3f\n", total * 1e3);
}
