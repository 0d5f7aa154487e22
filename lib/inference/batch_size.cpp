// SPDX-License-Identifier: Apache-2.0
#include "inference/batch_size.h"

#include <cstdint>

#include "models/network.h"

namespace resnext {

int batch_size_for_many(const ModelConfig& config) {
  constexpr std::int64_t kSmall = 1'000'000'000;  // multiply-adds of an image: ResNet-50 has 4.1
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  return multiply_adds(network) < kSmall ? 16 : 4;
}

}  // namespace resnext
