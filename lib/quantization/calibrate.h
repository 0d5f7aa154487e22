// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "quantization/calibration.h"
#include "quantization/quantize_model.h"
#include "quantization/quantized_trials.h"

// Runs a model's images through its f32 network. Private to lib/quantization.
namespace resnext {

/// Which images serve for what.
struct ImageSplit {
  std::vector<std::filesystem::path> calibration;
  std::vector<std::filesystem::path> held_out;
};

/// Holds out a quarter of the images, at most 200, and takes `samples` of the others.
ImageSplit split_images(const std::vector<std::filesystem::path>& images, int samples);

/// What runs over images need.
struct CalibrationInput {
  const Engine& f32;
  const ModelConfig& config;
  const DecodeOptions& decode;
  StopFlag& stop;
  const std::function<void(const QuantizeProgress&)>& progress;
};

/// What the f32 network's activations are like.
struct CalibratedRanges {
  int images = 0;               ///< that could be read
  std::vector<float> scales;    ///< of each node's 8-bit output
  std::vector<double> largest;  ///< magnitude of each node's output
  std::vector<ChannelMeans> means;
  TrialImages trial;
};

/// Measures ranges on all images, then means on some of them. Appends images that can't be read to
/// `unused`. Throws UsageError if fewer than 8 can be read, Cancelled.
CalibratedRanges calibrate(const CalibrationInput& input,
                           const std::vector<std::filesystem::path>& images,
                           std::vector<UnusedImage>& unused);

/// Calls visit(tensor) with each image, [3, H, W], in order. Throws Cancelled.
void for_each_image(const CalibrationInput& input, const char* stage,
                    const std::vector<std::filesystem::path>& images,
                    std::vector<UnusedImage>& unused,
                    const std::function<void(const std::vector<float>& tensor)>& visit);

}  // namespace resnext
