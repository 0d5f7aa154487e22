// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inference/image_result.h"

// What a quantization did, as plain data.
namespace resnext {

/// One convolution that could be 8-bit.
struct QuantizedLayer {
  std::string name;
  bool is_int8 = true;
  /// How much of the logits' squared error goes away if this layer alone is f32: 0.1 is 10 %. Noise
  /// can make it negative. Measured with all layers 8-bit.
  double share = 0;
  double weight_error = 0;  ///< root mean square of the weights' rounding, relative to theirs
  double largest = 0;       ///< the largest magnitude of the output, where it was measured
  double range = 0;         ///< the largest magnitude that the output's integers can stand for
  std::int64_t weights = 0;
};

/// An image that was left out.
struct UnusedImage {
  std::string path;
  ImageFailure failure;
};

/// Time and memory of one precision, batch size 1.
struct QuantizationCost {
  double seconds = 0;       ///< of one run, the median of runs in turns
  std::uint64_t bytes = 0;  ///< of the packed weights
};

struct QuantizationReport {
  std::string model;  ///< id of the base
  int calibration_images = 0;
  int held_out_images = 0;
  std::vector<UnusedImage> unused = {};
  double max_loss = 0;           ///< what was asked for
  double calibration_error = 0;  ///< logit_error on the first calibration images, 8 to 64 of them
  std::vector<QuantizedLayer> layers = {};  ///< in order of execution

  // On the images held out, int8 against f32; 0 where there are none.
  double logit_error = 0;
  double same_top1 = 0;    ///< part of the images with the same best class
  double same_top5 = 0;    ///< part of f32's five best classes that are among int8's five best
  double probability = 0;  ///< mean absolute difference of the probability of f32's best class

  int threads = 1;
  QuantizationCost f32 = {};
  QuantizationCost int8 = {};
};

/// Returns the relative error of logits: the root mean square of the difference, divided by that of
/// `expected` minus each image's mean. Both: images x classes.
double logit_error(const std::vector<float>& found, const std::vector<float>& expected,
                   std::size_t classes);

}  // namespace resnext
