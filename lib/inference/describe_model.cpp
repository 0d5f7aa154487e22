// SPDX-License-Identifier: Apache-2.0
#include "inference/describe_model.h"

#include "hub/head_base.h"
#include "models/network.h"

namespace resnext {

ModelDescription describe_model(const ModelConfig& config, const Environment& environment) {
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  return {config, parameter_count(network), multiply_adds(network),
          search_weights(config, {}, environment),
          config.head_base ? search_base(*config.head_base, environment) : WeightsSearch()};
}

}  // namespace resnext
