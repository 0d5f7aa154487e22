// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "base/stable_hash.h"
#include "engine/goldens.h"
#include "engine/onednn/runtime_info.h"

namespace resnext {
namespace {

std::vector<float> logits_of(const Engine& engine, const Golden& golden) {
  std::vector<float> logits(golden.logits.size() * static_cast<std::size_t>(engine.num_classes()));
  engine.make_session(static_cast<int>(golden.logits.size())).run(input_of(golden), logits);
  return logits;
}

FoldedNetwork folded(const Network& network, const SyntheticWeights& weights) {
  return fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic"));
}

/// Weights that no engine must read.
void damage_convolutions(FoldedNetwork& folded, const std::vector<float>& not_numbers) {
  for (std::size_t i = 0; i < folded.weights.size(); ++i) {
    if (folded.network.nodes[i].kind == NodeKind::kConvolution) {
      folded.weights[i].weight.data = reinterpret_cast<const std::byte*>(not_numbers.data());
    }
  }
}

TEST_CASE("layers packed earlier are used in place", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const KernelChoice kernels = GENERATE(KernelChoice::kAuto, KernelChoice::kOneDnn);
  const SyntheticWeights weights(expected.network);
  FoldedNetwork network = folded(expected.network, weights);
  const Engine first(network, {.execution = {.kernels = kernels}});
  CHECK(first.reused_bytes() == 0);
  const std::vector<float> logits = logits_of(first, expected);
  const PackedLayers packed{first.packed_layers(), nullptr};
  REQUIRE(packed.layers.size() > 50);

  const std::vector<float> not_numbers(3'000'000, std::numeric_limits<float>::quiet_NaN());
  damage_convolutions(network, not_numbers);
  const Engine second(network, {.execution = {.kernels = kernels}, .packing = {.packed = packed}});
  CHECK(second.packed_bytes() == first.packed_bytes());
  std::size_t bytes = 0;
  for (const PackedLayer& layer : packed.layers) {
    bytes += layer.data.bytes.size();
  }
  CHECK(second.reused_bytes() > bytes);  // and the biases
  CHECK(logits_of(second, expected) == logits);
}

TEST_CASE("layouts have the same name exactly if packed weights can be exchanged", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const SyntheticWeights weights(expected.network);
  const FoldedNetwork network = folded(expected.network, weights);
  const auto layouts_of = [&](const ExecutionOptions& options) {
    const Engine engine(network, {.execution = options});
    std::vector<std::string> layouts;
    for (const PackedLayer& layer : engine.packed_layers()) {
      layouts.push_back(layer.node + " " + layer.layout);
    }
    return layouts;
  };
  // oneDNN may use other layouts for another number of threads; they are kept separately.
  const ExecutionOptions first = {.threads = 1};
  const std::string name = ChosenKernels(expected.network, first).layouts_name();
  CHECK(name.size() == 16);
  const std::vector<std::string> layouts = layouts_of(first);
  for (const int threads : {1, 2, 3, 8, 64}) {
    for (const KernelChoice kernels : {KernelChoice::kAuto, KernelChoice::kOneDnn}) {
      CAPTURE(threads, static_cast<int>(kernels));
      const ExecutionOptions other = {.threads = threads, .kernels = kernels};
      CHECK((ChosenKernels(expected.network, other).layouts_name() == name) ==
            (layouts_of(other) == layouts));
    }
  }
  Network other = expected.network;
  other.nodes.back().out_channels = 10;  // classifiers are never kept, so they may differ
  CHECK(ChosenKernels(other, first).layouts_name() == name);
  other.nodes.front().kernel = 3;
  other.nodes.front().padding = 1;
  CHECK(ChosenKernels(other, first).layouts_name() != name);
}

TEST_CASE("layers in another layout or of another size are repacked", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const SyntheticWeights weights(expected.network);
  const FoldedNetwork network = folded(expected.network, weights);
  const Engine first(network);
  const std::vector<float> logits = logits_of(first, expected);
  PackedLayers packed{first.packed_layers(), nullptr};
  const std::vector<float> zeros(3'000'000);
  for (PackedLayer& layer : packed.layers) {
    const std::size_t size = layer.data.size();
    layer.data = typed(std::span(zeros).first(size));
    if (layer.node.starts_with("layer1")) {
      layer.layout += " of old";
    } else if (layer.node.starts_with("layer2")) {
      layer.data = typed(std::span(zeros).first(size - 16));
    } else if (layer.node.starts_with("layer3")) {
      layer.node += ".other";
    } else {
      layer.layout.clear();
    }
  }
  const Engine second(network, {.packing = {.packed = packed}});
  CHECK(second.reused_bytes() == 0);
  CHECK(logits_of(second, expected) == logits);
}

TEST_CASE("the packed layers' memory lives as long as the engine", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const SyntheticWeights weights(expected.network);
  const FoldedNetwork network = folded(expected.network, weights);
  auto first = std::make_shared<Engine>(network);
  const std::vector<float> logits = logits_of(*first, expected);
  const Engine second(network, {.packing = {.packed = {first->packed_layers(), first}}});
  first.reset();
  CHECK(second.reused_bytes() > 0);
  CHECK(logits_of(second, expected) == logits);
}

// Users keep packed weights on disk, multiplied by these. If they change, raise kRevision in
// packing_settings (lib/engine/onednn/runtime_info.cpp), so that old files are not misread.
TEST_CASE("folding gives the scales of earlier versions", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const SyntheticWeights weights(expected.network);
  StableHash hash;
  for (const FoldedWeights& layer : folded(expected.network, weights).weights) {
    hash.add(std::as_bytes(std::span(layer.scale)));
  }
  CHECK(hash.hexadecimal() == "1bf1c145d3c6ab8e");
}

TEST_CASE("settings distinguish the kernels", "[engine]") {
  CHECK(packing_settings({.kernels = KernelChoice::kAuto}) !=
        packing_settings({.kernels = KernelChoice::kOneDnn}));
  CHECK_THAT(packing_settings({.kernels = KernelChoice::kAuto}),
             Catch::Contains(onednn_version()) && Catch::Contains(instruction_set()));
}

}  // namespace
}  // namespace resnext
