// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hub/locate.h"
#include "models/model_config.h"

// Describes a model without opening its weights.
namespace resnext {

/// A model and the places where its weights may be.
struct ModelDescription {
  ModelConfig config;
  std::int64_t parameters = 0;     ///< computed from the graph
  std::int64_t multiply_adds = 0;  ///< of one image, computed from the graph
  WeightsSearch weights;
  WeightsSearch base;  ///< if the weights are only a classifier: those of config.head_base
};

/// Searches for the weights, but opens nothing.
ModelDescription describe_model(const ModelConfig& config, const Environment& environment);

}  // namespace resnext
