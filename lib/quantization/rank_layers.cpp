// SPDX-License-Identifier: Apache-2.0
#include "quantization/rank_layers.h"

#include <algorithm>
#include <numeric>

namespace resnext {

std::vector<double> shares_of(const QuantizedTrials& trials, const std::vector<std::string>& layers,
                              const std::function<void(std::size_t done)>& done) {
  const double all = trials.error({});
  std::vector<double> shares;
  for (const std::string& layer : layers) {
    const double left = all > 0 ? trials.error({layer}) / all : 1;
    shares.push_back(1 - left * left);
    done(shares.size());
  }
  return shares;
}

F32Choice choose_f32_layers(const QuantizedTrials& trials, const std::vector<std::string>& layers,
                            const std::vector<double>& shares, double max_loss) {
  std::vector<std::size_t> order(layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&shares](std::size_t i) { return shares[i]; });
  F32Choice choice = {{}, trials.error({})};
  while (choice.error > max_loss && choice.layers.size() < layers.size() / 2) {
    choice.layers.push_back(layers[order[choice.layers.size()]]);
    choice.error = trials.error(choice.layers);
  }
  return choice;
}

}  // namespace resnext
