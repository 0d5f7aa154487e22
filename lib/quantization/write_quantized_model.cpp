// SPDX-License-Identifier: Apache-2.0
#include "quantization/write_quantized_model.h"

#include <set>

#include "checkpoint/safetensors_writer.h"
#include "models/hub_config.h"

namespace resnext {
namespace {

/// The tensors of a file, and how to get each one's bytes.
class TensorList {
 public:
  void add(std::string name, DType dtype, Shape shape, std::span<const std::byte> bytes) {
    declarations_.push_back({std::move(name), dtype, std::move(shape)});
    bytes_.push_back(bytes);
  }

  template <typename Number>
  void add(std::string name, DType dtype, Shape shape, const std::vector<Number>& numbers) {
    add(std::move(name), dtype, std::move(shape), std::as_bytes(std::span(numbers)));
  }

  /// Adds a tensor of a checkpoint; what isn't contiguous there becomes f32.
  void add(const NamedTensor& tensor) {
    if (is_contiguous(tensor.view)) {
      add(tensor.name, tensor.view.dtype, tensor.view.shape, tensor.view.bytes());
      return;
    }
    std::vector<float>& values = copies_.emplace_back(static_cast<std::size_t>(tensor.view.size()));
    copy_to_f32(tensor.view, values);
    add(tensor.name, DType::kF32, tensor.view.shape, values);
  }

  void write(const std::filesystem::path& path) const {
    SafetensorsWriter writer(path, declarations_, {{"format", "pt"}});
    for (const std::span<const std::byte> bytes : bytes_) {
      writer.append(bytes);
    }
    writer.finish();
  }

 private:
  std::vector<TensorDeclaration> declarations_;
  std::vector<std::span<const std::byte>> bytes_;
  std::vector<std::vector<float>> copies_;
};

/// Returns the names of the base's tensors that the quantized network still has.
std::set<std::string> kept_names(const Network& network) {
  std::set<std::string> names;
  for (const Node& node : network.nodes) {
    if (!node.int8) {
      for (const ExpectedTensor& tensor : expected_tensors(node)) {
        names.insert(tensor.name);
      }
    }
  }
  return names;
}

void add_node(const Node& node, std::size_t index, const QuantizedNetwork& quantized,
              TensorList& tensors) {
  if (node.int8) {
    const RoundedWeights& rounded = quantized.weights[index];
    const std::int64_t out = node.out_channels;
    tensors.add(node.name + ".weight", DType::kI8,
                {out, node.in_channels / node.groups, node.kernel, node.kernel}, rounded.integers);
    tensors.add(node.name + ".weight_scale", DType::kF32, {out}, rounded.scale);
    tensors.add(node.name + ".bias", DType::kF32, {out}, quantized.bias[index]);
  }
  if (node.has_scale) {
    tensors.add(node.name + ".output_scale", DType::kF32, {1},
                std::as_bytes(std::span(&quantized.output_scale[index], 1)));
  }
}

ModelConfig quantized_config(const OpenedModel& base, const Quantization& quantization) {
  ModelConfig config = base.resolved.config;
  config.quantization = quantization;
  config.head_base.reset();
  config.label_names.clear();
  for (const Label& label : base.resolved.labels) {
    config.label_names.push_back(label.wnid.empty() ? label.name : label.wnid);
  }
  return config;
}

}  // namespace

void write_quantized_model(const OpenedModel& base, const QuantizedModel& model,
                           const NewFolder& folder) {
  const Network network =
      quantized_network(base.bound.network, model.quantization.f32_layers, "quantization");
  const std::set<std::string> kept = kept_names(network);
  TensorList tensors;
  for (const NamedTensor& tensor : base.tensors) {
    if (kept.contains(tensor.name)) {
      tensors.add(tensor);
    }
  }
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    add_node(network.nodes[i], i, model.network, tensors);
  }
  tensors.write(folder.folder() / "model.safetensors");
  const ModelConfig config = quantized_config(base, model.quantization);
  folder.write("config.json",
               hub_config_text(config, model_tag(folder.name()), config.finetuned_from));
}

}  // namespace resnext
