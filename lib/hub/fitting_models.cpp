// SPDX-License-Identifier: Apache-2.0
#include "hub/fitting_models.h"

#include <algorithm>
#include <span>

#include "models/bind_weights.h"
#include "models/head.h"
#include "models/model_config.h"
#include "models/registry.h"

namespace resnext {
namespace {

Network network_of(const ModelConfig& model) {
  return build_network(model.architecture, model.preprocessing.input_size);
}

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

}  // namespace

std::vector<FittingModel> find_fitting_models(const Checkpoint& checkpoint,
                                              const CancelCheck& cancelled) {
  std::vector<FittingModel> fitting;
  for (ModelConfig& model : builtin_models()) {
    if (is_cancelled(cancelled)) {
      throw Cancelled(checkpoint.path().string() +
                      ": stopped while models that fit were looked for");
    }
    const TensorView* classifier = checkpoint.find(head_weight_name(network_of(model)));
    if (classifier != nullptr && classifier->shape.size() == 2 && classifier->shape[0] > 0 &&
        classifier->shape[0] <= 1'000'000) {
      model.architecture.num_classes = static_cast<int>(classifier->shape[0]);
    }
    if (may_fit(model, checkpoint) && fits(model, checkpoint.tensors())) {
      fitting.push_back({model.id, model.architecture.num_classes});
    }
  }
  return fitting;
}

}  // namespace resnext
