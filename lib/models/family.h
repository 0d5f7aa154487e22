// SPDX-License-Identifier: Apache-2.0
#pragma once

// The interface of a family of networks, and the table of all families. Private to lib/models.

#include <memory>
#include <span>
#include <string_view>

#include "models/architecture.h"
#include "models/feature_layer.h"
#include "models/json_fields.h"

namespace resnext {

using FamilyArchitecturePtr = std::shared_ptr<const FamilyArchitecture>;

/// What this program must know of a family besides its architectures. All views have static
/// storage.
struct Family {
  std::string_view name;  ///< "family" in a model's configuration

  /// Keys of a model's configuration that `parse` reads.
  std::span<const char* const> config_keys;

  /// Names of the feature maps that the family's networks offer, from input to output; "pool" and
  /// "logits" are every family's.
  std::span<const FeatureLayer> feature_maps;

  /// Reads the parameters from a model's configuration. Throws ConfigError.
  FamilyArchitecturePtr (*parse)(const JsonFields& fields);

  /// Returns `base`, one of the family's own, changed by timm's "model_args". Throws ConfigError
  /// for arguments that are unknown: they may change what the network computes without changing
  /// its tensors.
  FamilyArchitecturePtr (*with_model_args)(const FamilyArchitecture& base, const JsonFields& args);

  /// Returns the "model_args" that turn `base` into `wanted`, as far as timm has arguments for what
  /// they differ in: with_model_args() tells whether that is far enough.
  nlohmann::ordered_json (*model_args)(const FamilyArchitecture& base,
                                       const FamilyArchitecture& wanted);

  /// Returns true if timm has a function of this name that builds a network.
  bool (*is_known_to_timm)(std::string_view architecture_name);

  /// A function of timm's that builds any network of the family, given all "model_args".
  std::string_view timm_generic;
};

/// All families, in the order in which they are listed; the first is that of configurations that
/// name none.
std::span<const Family* const> families();

/// Returns the family of this name. Throws ConfigError, beginning with `where`, if there is none.
const Family& find_family(std::string_view name, const std::string& where);

}  // namespace resnext
