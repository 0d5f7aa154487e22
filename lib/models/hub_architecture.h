// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names of timm's networks, and the arguments that make others of them. Private to lib/models.

#include <optional>
#include <string>

#include "models/json_fields.h"
#include "models/model_config.h"

namespace resnext {

/// How timm's config.json states an architecture.
struct HubArchitecture {
  std::string name;             ///< of a function of timm's
  nlohmann::ordered_json args;  ///< "model_args"; null if the name alone is enough
};

/// Returns the model's own name if timm builds exactly this network under it; otherwise the first
/// name with which the arguments give this network: the model's own, the family's general one, any
/// other. nullopt if timm has no words for it.
std::optional<HubArchitecture> hub_architecture(const ModelConfig& config);

}  // namespace resnext
