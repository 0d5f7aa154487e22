// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"

namespace resnext {

/// A few values of a layer's output, as scripts/dev/make_goldens.py chooses them.
struct FeatureSample {
  double largest = 0;  ///< magnitude of the whole output
  std::vector<double> values;

  std::size_t index(std::size_t k, std::size_t size) const { return k * 2654435761U % size; }
};

struct Golden {
  std::string name;
  Network network;
  std::vector<std::vector<double>> logits;        ///< one row an image
  std::map<std::string, FeatureSample> features;  ///< by layer

  std::size_t image_size() const {
    return std::size_t{3} * static_cast<std::size_t>(network.input_size * network.input_size);
  }
};

inline std::vector<Golden> read_goldens() {
  std::ifstream file(RESNEXT_TEST_DIR "/engine/goldens.json");
  std::vector<Golden> goldens;
  for (const nlohmann::json& entry : nlohmann::json::parse(file)) {
    const nlohmann::json& stem = entry.at("stem");
    const ResNet parameters{
        .layers = entry.at("layers"),
        .cardinality = entry.at("cardinality"),
        .base_width = entry.at("base_width"),
        .stem = {.kernel = stem.at("kernel"),
                 .stride = stem.at("stride"),
                 .pool = stem.at("max_pool") ? Stem::Pool::kMax : Stem::Pool::kNone}};
    goldens.push_back(
        {entry.at("name"),
         build_network(resnet(parameters, entry.at("num_classes")), entry.at("input_size")),
         entry.at("logits"),
         {}});
    for (const auto& [layer, sample] : entry.at("features").items()) {
      goldens.back().features[layer] = {sample.at("largest"), sample.at("values")};
    }
  }
  return goldens;
}

inline Golden golden(const std::string& name) {
  for (Golden& candidate : read_goldens()) {
    if (candidate.name == name) {
      return std::move(candidate);
    }
  }
  throw std::runtime_error("no golden " + name);
}

inline Engine make_engine(const Network& network, const EngineOptions& options = {}) {
  const SyntheticWeights weights(network);
  return Engine(fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic")), options);
}

inline std::vector<float> input_of(const Golden& golden) {
  std::vector<float> images(golden.logits.size() * golden.image_size());
  fill_uniform(images, "input", -2.0F, 2.0F);
  return images;
}

}  // namespace resnext
