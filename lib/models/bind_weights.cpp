// SPDX-License-Identifier: Apache-2.0
#include "models/bind_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/text/shortened.h"

namespace resnext {
namespace {

constexpr std::size_t kMostExamples = 2;  // of each kind of difference

using TensorIndex = std::map<std::string_view, const TensorView*>;

TensorIndex index_of(std::span<const NamedTensor> tensors) {
  TensorIndex index;
  for (const NamedTensor& tensor : tensors) {
    index.emplace(tensor.name, &tensor.view);
  }
  return index;
}

bool can_be(const ExpectedTensor& expected, DType dtype) {
  if (expected.int8) {
    return dtype == DType::kI8;
  }
  return dtype == DType::kF32 || dtype == DType::kF16 || dtype == DType::kBF16 ||
         dtype == DType::kF64;
}

bool has_weight(NodeKind kind) {
  return kind == NodeKind::kConvolution || kind == NodeKind::kGroupNorm ||
         kind == NodeKind::kChannelConvolution || kind == NodeKind::kLinear;
}

bool has_bias(const Node& node) {
  return node.kind == NodeKind::kGroupNorm || node.kind == NodeKind::kLinear || node.bias;
}

/// Appends one line, with the first of the differences.
void append_list(std::string& message, const char* title,
                 const std::vector<std::string>& differences) {
  if (differences.empty()) {
    return;
  }
  message += fmt::format("\n  {} {}: ", differences.size(), title);
  for (std::size_t i = 0; i < std::min(kMostExamples, differences.size()); ++i) {
    message += (i == 0 ? "" : "; ") + differences[i];
  }
  if (differences.size() > kMostExamples) {
    message += fmt::format("; and {} more", differences.size() - kMostExamples);
  }
}

}  // namespace

WeightsMismatch compare_weights(const Network& network, std::span<const NamedTensor> tensors) {
  const TensorIndex found = index_of(tensors);
  std::set<std::string, std::less<>> expected_names;
  WeightsMismatch mismatch;
  for (ExpectedTensor& expected : expected_tensors(network)) {
    const std::string wanted =
        fmt::format("{}: expected {}", expected.name, to_string(expected.shape));
    const auto entry = found.find(expected.name);
    if (entry == found.end()) {
      mismatch.missing.push_back(wanted);
    } else if (entry->second->shape != expected.shape) {
      mismatch.misshapen.push_back(
          fmt::format("{}, found {}", wanted, to_string(entry->second->shape)));
    } else if (!can_be(expected, entry->second->dtype)) {
      mismatch.misshapen.push_back(fmt::format("{} of {}, found {}", wanted,
                                               expected.int8 ? "i8" : "a floating-point type",
                                               to_string(entry->second->dtype)));
    }
    expected_names.insert(std::move(expected.name));
  }
  for (const NamedTensor& tensor : tensors) {
    if (!expected_names.contains(tensor.name) && !tensor.name.ends_with("num_batches_tracked")) {
      mismatch.extra.push_back(
          fmt::format("{}: found {}", shortened(tensor.name), to_string(tensor.view.shape)));
    }
  }
  return mismatch;
}

BoundNetwork bind_weights(Network network, std::span<const NamedTensor> tensors,
                          const std::string& where) {
  const WeightsMismatch mismatch = compare_weights(network, tensors);
  if (!mismatch.empty()) {
    std::string message = where + ": the tensors do not fit the model";
    append_list(message, "missing", mismatch.missing);
    append_list(message, "of another shape", mismatch.misshapen);
    append_list(message, "that the model does not have", mismatch.extra);
    throw WeightsError(message);
  }
  const TensorIndex index = index_of(tensors);
  const auto tensor = [&index](const std::string& name) { return *index.at(name); };
  BoundNetwork bound;
  for (const Node& node : network.nodes) {
    NodeWeights weights;
    if (has_weight(node.kind)) {
      weights.weight = tensor(node.name + ".weight");
    }
    if (!node.batch_norm.empty()) {
      weights.batch_norm = BatchNorm{
          tensor(node.batch_norm + ".weight"), tensor(node.batch_norm + ".bias"),
          tensor(node.batch_norm + ".running_mean"), tensor(node.batch_norm + ".running_var")};
    } else if (has_bias(node)) {
      weights.bias = tensor(node.name + ".bias");
    }
    if (node.int8) {
      weights.weight_scale = tensor(node.name + ".weight_scale");
    }
    if (node.has_scale) {
      weights.output_scale = tensor(node.name + ".output_scale");
    }
    bound.weights.push_back(std::move(weights));
  }
  bound.network = std::move(network);
  return bound;
}

}  // namespace resnext
