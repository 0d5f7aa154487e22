// SPDX-License-Identifier: Apache-2.0
#include "models/model_config.h"

#include <utility>

namespace resnext {

std::string title_of(const ModelConfig& config) {
  if (config.finetuned_from.empty()) {
    return config.id;
  }
  return config.id.substr(config.id.find('.') + 1) + ", fine-tuned from " + config.finetuned_from;
}

Network network_of(const ModelConfig& config) {
  Network network = build_network(config.architecture, config.preprocessing.input_size);
  return config.quantization
             ? quantized_network(std::move(network), config.quantization->f32_layers,
                                 config.file.empty() ? config.id : config.file)
             : network;
}

ModelConfig at_training_size(ModelConfig config) {
  if (const std::optional<InputSize> size = std::exchange(config.training_size, std::nullopt)) {
    config.preprocessing.input_size = size->pixels;
    config.preprocessing.crop_pct = size->crop_pct;
  }
  return config;
}

}  // namespace resnext
