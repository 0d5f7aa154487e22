// SPDX-License-Identifier: Apache-2.0
#include "hub/fitting_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "models/bind_weights.h"
#include "models/head.h"
#include "models/model_config.h"
#include "models/registry.h"

namespace resnext {
namespace {

bool fits(const ModelConfig& model, std::span<const NamedTensor> tensors) {
  return compare_weights(network_of(model), tensors).empty();
}

/// Returns false if a tensor is missing or has another shape. Unlike fits(), it does not look at
/// every tensor of the file.
bool may_fit(const ModelConfig& model, const Checkpoint& checkpoint) {
  const std::vector<ExpectedTensor> expected = expected_tensors(network_of(model));
  return std::all_of(expected.begin(), expected.end(), [&](const ExpectedTensor& tensor) {
    const TensorView* const found = checkpoint.find(tensor.name);
    return found != nullptr && found->shape == tensor.shape;
  });
}

/// Returns the number of classes with which the model fits the checkpoint, its own or the file's;
/// nullopt if it does not fit.
std::optional<int> classes_if_it_fits(ModelConfig model, const Checkpoint& checkpoint) {
  const TensorView* classifier = checkpoint.find(head_weight_name(network_of(model)));
  if (classifier != nullptr && classifier->shape.size() == 2 && classifier->shape[0] > 0 &&
      classifier->shape[0] <= 1'000'000) {
    model.architecture.num_classes = static_cast<int>(classifier->shape[0]);
  }
  const bool fitting = may_fit(model, checkpoint) && fits(model, checkpoint.tensors());
  return fitting ? std::optional(model.architecture.num_classes) : std::nullopt;
}

}  // namespace

std::vector<FittingModel> find_fitting_models(const Checkpoint& checkpoint,
                                              const CancelCheck& cancelled) {
  struct Compared {
    Architecture architecture;
    std::optional<int> classes;
  };
  std::vector<Compared> compared;  // one entry an architecture, which many models share
  std::vector<FittingModel> fitting;
  for (const ModelConfig& model : builtin_models()) {
    if (is_cancelled(cancelled)) {
      throw Cancelled(checkpoint.path().string() +
                      ": stopped while models that fit were looked for");
    }
    auto known = std::ranges::find(compared, model.architecture, &Compared::architecture);
    if (known == compared.end()) {
      known = compared.insert(known, {model.architecture, classes_if_it_fits(model, checkpoint)});
    }
    if (known->classes) {
      fitting.push_back({model.id, *known->classes});
    }
  }
  return fitting;
}

std::string first_names(std::span<const FittingModel> models) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (const FittingModel& model : models.first(std::min(kMost, models.size()))) {
    text += (text.empty() ? "" : ", ") + model.id;
  }
  if (models.size() > kMost) {
    text += fmt::format(" and {} more", models.size() - kMost);
  }
  return text;
}

}  // namespace resnext
