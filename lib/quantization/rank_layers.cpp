// SPDX-License-Identifier: Apache-2.0
#include "quantization/rank_layers.h"

#include <algorithm>
#include <span>

namespace resnext {
namespace {

/// Returns how much of the squared error goes away if the error sinks from `all` to `left`.
double share_of(double left, double all) { return all > 0 ? 1 - (left / all) * (left / all) : 0; }

/// Layers that are left in f32 together.
struct Candidate {
  std::vector<std::string> layers;
  double share = 0;
};

/// Returns the block, or the one layer of it that makes most of its error.
Candidate candidate_of(const std::vector<std::string>& block, std::span<const double> shares,
                       double block_share) {
  constexpr double kMost = 0.75;
  const auto worst = std::ranges::max_element(shares);
  if (*worst >= kMost * block_share) {
    return {{block[static_cast<std::size_t>(worst - shares.begin())]}, *worst};
  }
  return {block, block_share};
}

}  // namespace

std::vector<double> shares_of(const QuantizedTrials& trials, const std::vector<std::string>& layers,
                              const std::function<void(std::size_t done)>& done) {
  const double all = trials.error({});
  std::vector<double> shares;
  for (const std::string& layer : layers) {
    shares.push_back(share_of(trials.error({layer}), all));
    done(shares.size());
  }
  return shares;
}

std::vector<std::vector<std::string>> int8_blocks(const Network& network) {
  std::vector<std::vector<std::string>> blocks(1);
  for (const Node& node : network.nodes) {
    if (node.int8) {
      blocks.back().push_back(node.name);
    }
    if (node.residual >= 0 && !blocks.back().empty()) {
      blocks.emplace_back();
    }
  }
  if (blocks.back().empty()) {
    blocks.pop_back();
  }
  return blocks;
}

F32Choice choose_f32_layers(const QuantizedTrials& trials,
                            const std::vector<std::vector<std::string>>& blocks,
                            const std::vector<double>& shares, double max_loss,
                            const std::function<void()>& tried) {
  tried();
  const double all = trials.error({});
  F32Choice best = {{}, all};
  if (all <= max_loss) {
    return best;
  }
  std::vector<Candidate> candidates;
  std::span<const double> left = shares;
  for (const std::vector<std::string>& block : blocks) {
    tried();
    const double block_share = share_of(trials.error(block), all);
    candidates.push_back(candidate_of(block, left.first(block.size()), block_share));
    left = left.subspan(block.size());
  }
  std::ranges::stable_sort(candidates, std::greater(), &Candidate::share);
  std::vector<std::string> layers;
  for (const Candidate& candidate : candidates) {
    if (best.error <= max_loss || candidate.share <= 0) {
      break;
    }
    if (layers.size() + candidate.layers.size() > shares.size() / 2) {
      continue;
    }
    layers.insert(layers.end(), candidate.layers.begin(), candidate.layers.end());
    tried();
    const double error = trials.error(layers);
    if (error < best.error) {
      best = {layers, error};
    }
  }
  return best;
}

}  // namespace resnext
