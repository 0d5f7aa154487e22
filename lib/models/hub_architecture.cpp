// SPDX-License-Identifier: Apache-2.0
#include "models/hub_architecture.h"

#include <algorithm>
#include <set>
#include <string>

#include "models/family.h"
#include "models/registry.h"

namespace resnext {
namespace {

/// Returns true if timm builds a network under the model's name. The model that comes with the
/// program is this project's own.
bool is_known_to_timm(const ModelConfig& model) {
  return model.weights.bundled.empty() &&
         model.architecture.body->family().is_known_to_timm(model.architecture_name);
}

bool are_equal(const FamilyArchitecture& a, const FamilyArchitecture& b) {
  return &a.family() == &b.family() && a.equals(b);
}

/// Returns true if the arguments turn `base` into `wanted`, as reading them back will.
bool turn_into(const nlohmann::ordered_json& args, const FamilyArchitecture& base,
               const FamilyArchitecture& wanted) {
  const nlohmann::json read_back = args;
  try {
    return are_equal(*base.family().with_model_args(base, JsonFields(read_back, "model_args")),
                     wanted);
  } catch (const ConfigError&) {
    return false;  // basic blocks, say, do not take any cardinality
  }
}

/// Returns how timm's network of this name becomes that of `config`; nullopt if it can't.
std::optional<HubArchitecture> built_from(const std::string& name, const ModelConfig& config) {
  const FamilyArchitecture& wanted = *config.architecture.body;
  const Family& family = wanted.family();
  const std::optional<ModelConfig> base = find_builtin_network(name);
  if (!base || &base->architecture.body->family() != &family) {
    return std::nullopt;
  }
  const FamilyArchitecture& body = *base->architecture.body;
  if (name == config.architecture_name && are_equal(body, wanted)) {
    return HubArchitecture{name, nullptr};
  }
  const nlohmann::ordered_json args = family.model_args(body, wanted);
  return turn_into(args, body, wanted) ? std::optional(HubArchitecture{name, args}) : std::nullopt;
}

}  // namespace

std::optional<HubArchitecture> hub_architecture(const ModelConfig& config) {
  const std::string& own = config.architecture_name;
  if (std::ranges::any_of(builtin_models_of(own), is_known_to_timm)) {
    if (auto found = built_from(own, config)) {
      return found;
    }
  }
  const std::string generic(config.architecture.body->family().timm_generic);
  if (auto found = built_from(generic, config)) {
    return found;
  }
  std::set<std::string> tried = {own, generic};
  for (const ModelConfig& model : builtin_models()) {
    if (is_known_to_timm(model) && tried.insert(model.architecture_name).second) {
      if (auto found = built_from(model.architecture_name, config)) {
        return found;
      }
    }
  }
  return std::nullopt;
}

}  // namespace resnext
