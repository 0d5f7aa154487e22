// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/engine.h"
#include "quantization/magnitude_histogram.h"

// Measures a network's activations on images.
namespace resnext {

/// What an activation looks like before its range is chosen.
struct MeasuredOutput {
  MagnitudeHistogram magnitudes;
  bool is_signed = false;
};

/// Gathers the magnitudes of the outputs that become 8-bit integers. Of a large feature map only
/// some pixels count, evenly spread.
class RangeMeter {
 public:
  /// `network`: a quantized one, of the same nodes as those that are observed.
  explicit RangeMeter(const Network& network);

  /// Throws WeightsError that names the layer for values that are not finite.
  void add(const Observation& output);

  const MeasuredOutput& of(std::size_t node) const { return outputs_[node]; }

  /// Returns the scale of each node's 8-bit output, by best_range(); 0 where it has none.
  std::vector<float> scales() const;

 private:
  const Network& network_;
  std::vector<MeasuredOutput> outputs_;
};

/// The means of a node's output channels.
struct ChannelMeans {
  std::vector<double> exact;
  std::vector<double> rounded;  ///< of the values that its integers stand for
};

/// Gathers the means of the outputs that become 8-bit integers, before and after rounding.
class MeanMeter {
 public:
  MeanMeter(const Network& network, std::vector<float> scales);

  void add(const Observation& output);

  /// Returns the means over all pixels that were seen.
  std::vector<ChannelMeans> means() const;

 private:
  const Network& network_;
  std::vector<float> scales_;
  std::vector<ChannelMeans> sums_;
  std::vector<double> pixels_;
};

}  // namespace resnext
