// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/describe_resnet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/resnet/resnet_words.h"

namespace resnext {
namespace {

const ResNet kPlain;

std::vector<std::string> block_words(const ResNet& parameters) {
  std::vector<std::string> words;
  for (const BlockKind kind : parameters.block) {
    words.emplace_back(word_of(kBlockWords, kind));
  }
  if (std::ranges::count(words, words.front()) == std::ssize(words)) {
    words.resize(1);
  }
  return words;
}

std::string stem_text(const Stem& stem) {
  std::vector<std::string> parts;
  if (stem.kind == Stem::Kind::kPlain && (stem.kernel != 7 || stem.stride != 2)) {
    parts.push_back(fmt::format("{0}x{0}/{1} stem", stem.kernel, stem.stride));
  } else if (stem.kind != Stem::Kind::kPlain) {
    parts.push_back(fmt::format("{}deep stem of width {}",
                                stem.kind == Stem::Kind::kDeepTiered ? "tiered " : "", stem.width));
  }
  if (stem.pool != Stem::Pool::kMax) {
    parts.emplace_back(stem.pool == Stem::Pool::kNone ? "no max-pool"
                                                      : "a convolution in place of the max-pool");
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string attention_text(const Attention& attention) {
  if (attention.kind == Attention::Kind::kEca) {
    return "efficient channel attention";
  }
  return attention.kind == Attention::Kind::kNone
             ? std::string()
             : fmt::format("squeeze-and-excitation by 1/{:.4g}", 1 / attention.reduction);
}

}  // namespace

std::vector<ArchitectureField> resnet_fields(const ResNet& parameters) {
  std::vector<ArchitectureField> fields;
  const auto add = [&fields](bool is_shown, const char* key, const auto& value) {
    if (is_shown) {
      fields.push_back({key, value});
    }
  };
  const auto list = [](const std::array<int, 4>& values) {
    return std::vector<int>(values.begin(), values.end());
  };
  const auto text = [](const auto& words, const auto& value) {
    return std::string(word_of(words, value));
  };
  const std::vector<std::string> blocks = block_words(parameters);
  const Stem& stem = parameters.stem;
  const Attention& attention = parameters.attention;
  add(blocks.size() == 1 && parameters.block != kPlain.block, "block", blocks.front());
  add(blocks.size() > 1, "block", blocks);
  add(true, "layers", list(parameters.layers));
  add(parameters.channels != kPlain.channels, "channels", list(parameters.channels));
  add(true, "cardinality", parameters.cardinality);
  add(true, "base_width", parameters.base_width);
  add(stem.kind != kPlain.stem.kind, "stem_type", text(kStemWords, stem.kind));
  add(stem.kind != kPlain.stem.kind, "stem_width", stem.width);
  add(stem.kernel != kPlain.stem.kernel, "stem_kernel", stem.kernel);
  add(stem.stride != kPlain.stem.stride, "stem_stride", stem.stride);
  add(stem.pool != kPlain.stem.pool, "stem_pool", text(kPoolWords, stem.pool));
  add(parameters.block_reduce_first != 1, "block_reduce_first", parameters.block_reduce_first);
  add(parameters.avg_down, "avg_down", true);
  add(parameters.down_kernel_size != 1, "down_kernel_size", parameters.down_kernel_size);
  add(parameters.anti_aliasing != AntiAliasing::kNone, "anti_aliasing",
      text(kAntiAliasingWords, parameters.anti_aliasing));
  add(attention.kind != Attention::Kind::kNone, "attention_type",
      text(kAttentionWords, attention.kind));
  add(attention.kind == Attention::Kind::kSqueezeExcite, "attention_reduction",
      attention.reduction);
  add(parameters.norm != NormKind::kBatch, "norm", text(kNormWords, parameters.norm));
  add(parameters.output_stride != 32, "output_stride", parameters.output_stride);
  add(!parameters.pruned.empty(), "pruned_layers", static_cast<int>(parameters.pruned.size()));
  return fields;
}

std::string describe_resnet(const ResNet& parameters) {
  std::vector<std::string> parts;
  const auto add = [&parts](bool is_shown, std::string text) {
    if (is_shown && !text.empty()) {
      parts.push_back(std::move(text));
    }
  };
  const bool is_pooled = parameters.anti_aliasing == AntiAliasing::kAveragePool;
  add(true, stem_text(parameters.stem));
  add(parameters.avg_down, "average-pooled shortcuts");
  add(parameters.down_kernel_size != 1,
      fmt::format("{0}x{0} shortcuts", parameters.down_kernel_size));
  add(parameters.block_reduce_first != 1,
      fmt::format("first convolutions 1/{} as wide", parameters.block_reduce_first));
  add(parameters.anti_aliasing != AntiAliasing::kNone,
      fmt::format("anti-aliased by {} pools", is_pooled ? "average" : "blur"));
  add(true, attention_text(parameters.attention));
  add(parameters.channels != kPlain.channels,
      fmt::format("stages of {} planes", fmt::join(parameters.channels, ", ")));
  add(parameters.norm == NormKind::kGroup, "group norm");
  add(parameters.output_stride != 32, fmt::format("output stride {}", parameters.output_stride));
  add(!parameters.pruned.empty(), "pruned");
  return fmt::format("{} blocks {}; cardinality {}, base width {}{}{}",
                     fmt::join(block_words(parameters), "/"), fmt::join(parameters.layers, ", "),
                     parameters.cardinality, parameters.base_width, parts.empty() ? "" : "; ",
                     fmt::join(parts, ", "));
}

}  // namespace resnext
