// SPDX-License-Identifier: Apache-2.0
// Compares networks with timm_architectures.json, which scripts/dev/make_architecture_facts.py
// writes: timm's own networks, and some with other arguments and inputs.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "base/files/sha256.h"
#include "models/model_config_json.h"
#include "models/network.h"

namespace resnext {
namespace {

std::vector<nlohmann::json> facts() {
  std::ifstream file(RESNEXT_TEST_DIR "/models/timm_architectures.json");
  return nlohmann::json::parse(file).at("entries");
}

Architecture architecture_of(const nlohmann::json& entry) {
  nlohmann::json config = entry.at("config");
  config["id"] = entry.at("name");
  config["num_classes"] = 1000;
  config["preprocessing"] = {{"input_size", 224},
                             {"crop_pct", 1},
                             {"interpolation", "bicubic"},
                             {"mean", {0.5, 0.5, 0.5}},
                             {"std", {0.5, 0.5, 0.5}}};
  return parse_model_config(config.dump(), entry.at("name")).architecture;
}

/// Returns the first digits of the SHA-256 of the sorted lines.
std::string digest_of(std::vector<std::string> lines) {
  std::ranges::sort(lines);
  Sha256 hash;
  for (std::string& line : lines) {
    line += '\n';
    hash.update(std::as_bytes(std::span(line)));
  }
  return hash.hex().substr(0, 16);
}

/// Returns lines such as "bn1.bias [64]".
std::vector<std::string> shapes_of(const std::vector<ExpectedTensor>& tensors) {
  std::vector<std::string> lines;
  for (const ExpectedTensor& tensor : tensors) {
    lines.push_back(tensor.name + " " + to_string(tensor.shape));
  }
  return lines;
}

/// Returns "convolution", "max", "blur" or what an average pool does at the edge; empty for others.
std::string kind_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::kConvolution:
      return "convolution";
    case NodeKind::kMaxPool:
      return "max";
    case NodeKind::kBlurPool:
      return "blur";
    case NodeKind::kAveragePool:
      return node.edge == PoolEdge::kDrop      ? "drop"
             : node.edge == PoolEdge::kPartial ? "partial"
                                               : "zeros";
    default:
      return "";
  }
}

/// Returns "name kind [kernel, stride, padding] dilation groups" of each convolution and pool.
std::vector<std::string> geometry_of(const Network& network) {
  std::vector<std::string> lines;
  for (const Node& node : network.nodes) {
    if (!kind_of(node).empty()) {
      lines.push_back(fmt::format("{} {} [{}, {}, {}] {} {}", node.name, kind_of(node), node.kernel,
                                  node.stride, node.padding, node.dilation, node.groups));
    }
  }
  return lines;
}

std::vector<int> stage_sizes(const Network& network) {
  std::vector<int> sizes;
  for (const char* layer : {"layer1", "layer2", "layer3", "layer4"}) {
    sizes.push_back(static_cast<int>(feature_shape(network, {layer}).back()));
  }
  return sizes;
}

TEST_CASE("networks have timm's tensors, sizes and multiply-adds", "[models]") {
  std::set<std::string> names;
  for (const nlohmann::json& entry : facts()) {
    INFO(entry.at("name") << " " << entry.at("config") << " at " << entry.at("input_size"));
    names.insert(entry.at("name"));
    const Architecture architecture = architecture_of(entry);
    const int input_size = entry.at("input_size");
    if (entry.at("sizes").is_null()) {  // timm's own network fails
      CHECK_THROWS_WITH(build_network(architecture, input_size), Catch::Contains("does not fit"));
      continue;
    }
    const Network network = build_network(architecture, input_size);
    CHECK(parameter_count(network) == entry.at("parameters"));
    CHECK(expected_tensors(network).size() == entry.at("tensors"));
    CHECK(digest_of(shapes_of(expected_tensors(network))) == entry.at("shapes"));
    CHECK(digest_of(geometry_of(network)) == entry.at("geometry"));
    CHECK(multiply_adds(network) == entry.at("multiply_adds"));
    CHECK(stage_sizes(network) == entry.at("sizes"));
    CHECK(last_feature_map(network) == FeatureLayer{"layer4"});
  }
  CHECK(names.size() == 64);
}

}  // namespace
}  // namespace resnext
