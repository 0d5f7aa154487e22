// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/stop_flag.h"
#include "images/decode/decode.h"
#include "inference/load_model.h"
#include "quantization/quantization_report.h"
#include "quantization/quantized_network.h"

// Makes a network of 8-bit integers from a model and a few images of the kind that it will see.
namespace resnext {

struct QuantizeOptions {
  int samples = 300;  ///< images to calibrate with, at most
  /// Layers are left in f32 (choose_f32_layers) until the logits' relative error (logit_error) is
  /// not larger; 0.1 is 10 %.
  double max_loss = 0.1;
  DecodeOptions decode = {};
  LoadOptions load = {};  ///< of the f32 model
};

/// What is being done, for a display. `total` is 0 where it isn't known.
struct QuantizeProgress {
  const char* stage;  ///< "ranges", "means", "layers", "check"
  std::size_t done;
  std::size_t total;
};

struct QuantizedModel {
  QuantizedNetwork network;
  Quantization quantization;
  QuantizationReport report;
};

/// Throws UsageError if the model is quantized already.
void refuse_quantized(const ModelConfig& model);

/// Quantizes a model. A quarter of the images, at most 200, are held out and only measure the
/// result; of the others, the first options.samples calibrate. The order is a shuffle that depends
/// on nothing but their number. Images that can't be read are left out. Throws UsageError if fewer
/// than 8 images can be read, if refuse_quantized() does or if no convolution could be 8-bit,
/// WeightsError for a damaged checkpoint, Cancelled if `stop` is raised meanwhile.
QuantizedModel quantize_model(const OpenedModel& opened,
                              const std::vector<std::filesystem::path>& images,
                              const QuantizeOptions& options, StopFlag& stop,
                              const std::function<void(const QuantizeProgress&)>& progress = {});

}  // namespace resnext
