#pragma once

#include <cstdint>

#include "hub/locate.h"
#include "models/model_config.h"

namespace resnext {

/// What can be said of a model without opening its weights.
struct ModelDescription {
  ModelConfig config;
  std::int64_t parameters = 0;     ///< computed from the graph
  std::int64_t multiply_adds = 0;  ///< of one image, computed from the graph
  WeightsSearch weights;
  WeightsSearch base;  ///< if the weights are a classifier alone: those of config.head_base
};

ModelDescription describe_model(const ModelConfig& config, const Environment& environment);

}  // namespace resnext
