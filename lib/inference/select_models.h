// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inference/describe_model.h"

// Picks and orders models for a list.
namespace resnext {

enum class ModelOrder {
  kName,          ///< by id, numbers in it by value
  kAccuracy,      ///< best first, unknown last
  kParameters,    ///< fewest first
  kMultiplyAdds,  ///< fewest first
};

/// Which models are listed, in which order. Empty and nullopt ask for nothing.
struct ModelSelection {
  std::string search = {};  ///< words, all of which occur in the id, an alias or the description
  std::vector<std::string> licenses =
      {};  ///< beginnings of SPDX identifiers, of which one must fit
  std::optional<double> max_parameters = {};  ///< in millions
  std::optional<double> min_top1 = {};        ///< percent on ImageNet-1k
  ModelOrder order = ModelOrder::kName;

  bool operator==(const ModelSelection&) const = default;
};

/// Returns the published top-1 accuracy on ImageNet-1k, percent, at the model's own input size;
/// nullopt if it is unknown, or known on other data only.
std::optional<double> imagenet_top1(const ModelCard& card);

/// Returns the models that fit, in the order asked for. Upper and lower case are the same. Throws
/// UsageError if no model has such a licence, and ConfigError that says what comes near if none
/// fits.
std::vector<ModelDescription> select_models(std::vector<ModelDescription> models,
                                            const ModelSelection& selection);

}  // namespace resnext
