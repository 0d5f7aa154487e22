// SPDX-License-Identifier: Apache-2.0
#include "models/model_config.h"

#include <utility>

namespace resnext {

ModelConfig at_training_size(ModelConfig config) {
  if (const std::optional<InputSize> size = std::exchange(config.training_size, std::nullopt)) {
    config.preprocessing.input_size = size->pixels;
    config.preprocessing.crop_pct = size->crop_pct;
  }
  return config;
}

}  // namespace resnext
