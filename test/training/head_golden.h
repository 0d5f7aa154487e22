// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "models/synthetic_weights.h"
#include "training/linear_head.h"

// Compares heads with those that scripts/dev/make_head_goldens.py trained in PyTorch.
namespace resnext {

constexpr std::size_t kRows = 60;
constexpr std::size_t kFeatures = 24;
constexpr std::size_t kClasses = 5;

/// Returns the features that all of them learned from, rows x features.
inline std::vector<float> golden_features() {
  std::vector<float> features(kRows * kFeatures);
  fill_uniform(features, "features", -1.0F, 1.0F);
  return features;
}

inline nlohmann::json read_goldens(const std::string& file) {
  std::ifstream stream(RESNEXT_TEST_DIR "/training/" + file);
  return nlohmann::json::parse(stream);
}

/// Takes 50 steps by learn(learning rate, options), and compares losses and weights.
template <typename Head, typename Learn>
void check_50_steps(const nlohmann::json& golden, const Head& head, const Learn& learn) {
  const SgdOptions options = {golden.at("momentum"), golden.at("weight_decay")};
  std::vector<double> losses;
  for (int step = 0; step < 50; ++step) {
    const BatchLoss loss = learn(golden.at("learning_rate").get<double>(), options);
    losses.push_back(loss.loss / loss.weight);
  }
  CHECK(losses.front() == Approx(golden.at("losses").at(0).get<double>()).margin(1e-5));
  CHECK(losses.back() == Approx(golden.at("losses").at(1).get<double>()).margin(1e-5));
  double farthest = 0;
  const auto compare = [&farthest](std::span<const float> values, const nlohmann::json& expected) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      farthest = std::max(farthest,
                          std::abs(static_cast<double>(values[i]) - expected.at(i).get<double>()));
    }
  };
  compare(head.weights().weight, golden.at("weight"));
  compare(head.weights().bias, golden.at("bias"));
  CHECK(farthest < 1e-4);
}

}  // namespace resnext
