// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/locate.h"

// Lists which models' weights are present.
namespace resnext {

/// The state of one model's weights on this machine.
struct WeightsEntry {
  std::string id;
  std::optional<SearchedPlace> found;
  std::uint64_t bytes = 0;  ///< of the file found
  std::string format;       ///< of the file found: "torch-legacy", "torch-zip", "safetensors"
  std::string problem;      ///< why the file found can't be read
  std::string sha256;       ///< if verified and not changed since; otherwise empty
  std::optional<std::uint64_t> partial_bytes;    ///< of an interrupted download
  std::optional<std::uint64_t> published_bytes;  ///< size of the download, where known
};

/// Returns one entry for each model: those whose weights are here first, each in natural order
/// (natural_less). Opens the files found, but reads only their index.
std::vector<WeightsEntry> list_weights(const std::vector<ModelConfig>& models,
                                       const Environment& environment);

}  // namespace resnext
