// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <numeric>

#include "fuzz/fuzz_target.h"
#include "models/labels.h"
#include "models/model_config.h"
#include "models/network.h"

// Shared by the fuzzers of configurations.
namespace resnext {

/// Calls `read` with text; it must return or throw ConfigError.
template <typename Read>
int expect_config_or_refusal(const std::uint8_t* data, std::size_t size, Read read) {
  return expect_no_crash<ConfigError>(data, size, [&read](std::span<const std::byte> bytes) {
    read(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  });
}

/// Does what every command does with a config before it opens weights.
inline void use(const ModelConfig& config) {
  constexpr int kMostBlocks = 200;  // more would only cost time
  int blocks = 0;
  for (const ArchitectureField& field : fields_of(config.architecture)) {
    if (field.key == "layers") {
      const auto& layers = std::get<std::vector<int>>(field.value);
      blocks = std::accumulate(layers.begin(), layers.end(), 0);
    }
  }
  if (blocks <= kMostBlocks) {
    const Network network = build_network(config.architecture, config.preprocessing.input_size);
    parameter_count(network);
    multiply_adds(network);
    expected_tensors(network_of(config));
  }
  if (config.architecture.num_classes <= 1000) {
    labels_of(config);
  }
}

}  // namespace resnext
