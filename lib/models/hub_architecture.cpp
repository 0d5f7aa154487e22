// SPDX-License-Identifier: Apache-2.0
#include "models/hub_architecture.h"

#include <algorithm>
#include <vector>

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

/// Returns the model that parse_hub_config() starts from: the one of this id or alias, otherwise
/// the first of this architecture; null if there is none.
const ModelConfig* find_base(const std::vector<ModelConfig>& models, const std::string& name) {
  const auto found = std::ranges::find_if(models, [&name](const ModelConfig& model) {
    return model.id == name || std::ranges::find(model.aliases, name) != model.aliases.end();
  });
  const auto built = std::ranges::find(models, name, &ModelConfig::architecture_name);
  return found != models.end() ? &*found : built != models.end() ? &*built : nullptr;
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

/// Returns the names to try, the best first; timm has a function of each.
std::vector<std::string> candidates(const std::vector<ModelConfig>& models,
                                    const ModelConfig& config) {
  std::vector<std::string> own;
  std::vector<std::string> others = {std::string(config.architecture.body->family().timm_generic)};
  for (const ModelConfig& model : models) {
    if (is_known_to_timm(model)) {
      const bool is_own = model.architecture_name == config.architecture_name;
      (is_own ? own : others).push_back(model.architecture_name);
    }
  }
  own.insert(own.end(), others.begin(), others.end());
  return own;
}

}  // namespace

std::optional<HubArchitecture> hub_architecture(const ModelConfig& config) {
  const std::vector<ModelConfig> models = builtin_models();
  const FamilyArchitecture& wanted = *config.architecture.body;
  const Family& family = wanted.family();
  for (const std::string& name : candidates(models, config)) {
    const ModelConfig* base = find_base(models, name);
    if (base == nullptr || &base->architecture.body->family() != &family) {
      continue;
    }
    const FamilyArchitecture& body = *base->architecture.body;
    if (name == config.architecture_name && are_equal(body, wanted)) {
      return HubArchitecture{name, nullptr};
    }
    const nlohmann::ordered_json args = family.model_args(body, wanted);
    if (turn_into(args, body, wanted)) {
      return HubArchitecture{name, args};
    }
  }
  return std::nullopt;
}

}  // namespace resnext
