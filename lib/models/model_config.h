// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything known about a model before its weights are opened, as plain data.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/architecture.h"
#include "models/multi_label.h"
#include "models/preprocessing.h"
#include "models/quantization.h"

namespace resnext {

/// The published checkpoint of a model. Empty strings and nullopt mean "unknown".
struct PublishedWeights {
  std::string file;           ///< as named in torch.hub's cache
  std::string url;            ///< where PyTorch gets it
  std::string sha256_prefix;  ///< leading hex digits of the file's SHA-256
  std::string sha256;         ///< in full, where known
  std::string hub_repo;       ///< Hugging Face repository, "timm/..."
  std::string bundled;        ///< file that ships with the program, from configs/weights
  std::optional<std::uint64_t> bytes;
};

struct License {
  std::string id;  ///< SPDX identifier
  std::string url;
  std::string note;
};

/// Published top-1 and top-5 accuracy, percent.
struct Accuracy {
  std::string dataset;
  double top1 = 0;
  std::optional<double> top5;
  std::string source;
};

struct Training {
  std::vector<std::string> data;
  std::vector<std::string> techniques;
  std::optional<std::int64_t> epochs;
  std::optional<std::int64_t> batch_size;
  std::optional<double> momentum;
  std::optional<double> weight_decay;
  std::string resources;
};

/// What the model's publishers say about it.
struct ModelCard {
  std::string source;  ///< of the facts, where they were taken from one place
  std::string paper_title;
  std::string paper_url;
  License license;
  std::optional<std::int64_t> flops;  ///< as published; not the same as computed multiply-adds
  Training training;
  std::vector<Accuracy> accuracy;
};

/// Names the network that a head-only model folder belongs to.
struct HeadBase {
  std::string model;   ///< id, or path of a model folder
  std::string sha256;  ///< of the base's checkpoint

  bool operator==(const HeadBase&) const = default;
};

/// A model's configuration.
struct ModelConfig {
  std::string id;
  std::string architecture_name;  ///< timm's name, without the tag of the weights
  std::vector<std::string> aliases;
  std::string description;
  Architecture architecture;
  Preprocessing preprocessing;             ///< with the size that the publishers test the model at
  std::optional<InputSize> training_size;  ///< if it was trained at another one
  std::string labels;  ///< id of a built-in label list; empty if label_names apply
  std::vector<std::string> label_names;  ///< from a model folder's config.json, in class order
  std::map<std::string, std::string> label_descriptions;  ///< by label name
  PublishedWeights weights;
  ModelCard card;
  std::string file;                   ///< the config was read from it; empty for built-in models
  std::string directory;              ///< its folder; empty for built-in models
  std::optional<HeadBase> head_base;  ///< if the folder's checkpoint holds only a head
  std::string finetuned_from;         ///< id of the model that training started from; may be empty
  std::optional<Quantization> quantization;  ///< if its convolutions are 8-bit integers
  std::optional<MultiLabel> multi_label;     ///< if its classes don't exclude each other
};

/// Returns the network of the model, quantized if the model is. Throws ConfigError as
/// build_network() and quantized_network() do.
Network network_of(const ModelConfig& config);

/// Returns the model's id, and for a fine-tuned model the one it was made of: "mine, fine-tuned
/// from resnet50.a1_in1k", without the name of the architecture.
std::string title_of(const ModelConfig& config);

/// Returns the model with images of the size that it was trained at.
ModelConfig at_training_size(ModelConfig config);

}  // namespace resnext
