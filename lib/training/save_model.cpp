// SPDX-License-Identifier: Apache-2.0
#include "training/save_model.h"

#include "checkpoint/safetensors_writer.h"
#include "models/head.h"

namespace resnext {
namespace {

const std::map<std::string, std::string> kMetadata = {{"format", "pt"}};
constexpr const char* kFile = "model.safetensors";

void declare_head(const ClassifierWeights& head, const Network& network,
                  std::vector<TensorDeclaration>& tensors) {
  const auto classes = static_cast<std::int64_t>(head.classes);
  const auto features = static_cast<std::int64_t>(head.features);
  tensors.push_back({head_weight_name(network), DType::kF32, {classes, features}});
  tensors.push_back({head_bias_name(network), DType::kF32, {classes}});
}

void append_head(const ClassifierWeights& head, SafetensorsWriter& writer) {
  writer.append(std::as_bytes(std::span(head.weight)));
  writer.append(std::as_bytes(std::span(head.bias)));
}

/// Returns the dtype in the file if the tensor is contiguous there, otherwise f32.
DType stored_dtype(const TensorView& view) {
  return is_contiguous(view) ? view.dtype : DType::kF32;
}

}  // namespace

void save_whole_model(const OpenedModel& base, const ClassifierWeights& head,
                      const std::filesystem::path& folder) {
  std::vector<TensorDeclaration> tensors;
  for (const NamedTensor& tensor : base.tensors) {
    if (!is_head_tensor(base.bound.network, tensor.name)) {
      tensors.push_back({tensor.name, stored_dtype(tensor.view), tensor.view.shape});
    }
  }
  declare_head(head, base.bound.network, tensors);
  SafetensorsWriter writer(folder / kFile, tensors, kMetadata);
  std::vector<float> values;
  for (const NamedTensor& tensor : base.tensors) {
    if (is_head_tensor(base.bound.network, tensor.name)) {
      continue;
    }
    const TensorView& view = tensor.view;
    if (is_contiguous(view)) {
      writer.append(view.bytes());
    } else {
      values.resize(static_cast<std::size_t>(view.size()));
      copy_to_f32(view, values);
      writer.append(std::as_bytes(std::span(values)));
    }
    base.checkpoint.release(view);
  }
  append_head(head, writer);
  writer.finish();
}

void save_head(const ClassifierWeights& head, const Network& network,
               const std::filesystem::path& folder) {
  std::vector<TensorDeclaration> tensors;
  declare_head(head, network, tensors);
  SafetensorsWriter writer(folder / kFile, tensors, kMetadata);
  append_head(head, writer);
  writer.finish();
}

}  // namespace resnext
