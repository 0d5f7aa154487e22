// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/resnet_json.h"

#include <algorithm>

#include "models/resnet/resnet_words.h"

namespace resnext {
namespace {

constexpr int kMaxBlocks = 1000;

int parse_stem_kernel(const JsonFields& fields) {
  const int kernel = fields.integer("kernel", 1, 15);
  if (kernel % 2 == 0) {
    throw ConfigError(fields.where() + ": \"kernel\" must be odd");
  }
  return kernel;
}

/// Reads a plain stem by its first layers: {"kernel": 3, "stride": 1, "max_pool": false}.
Stem parse_first_layers(const JsonFields& fields) {
  fields.allow_only({"kernel", "stride", "max_pool"});
  Stem stem;
  stem.kernel = parse_stem_kernel(fields);
  stem.stride = fields.integer("stride", 1, 8);
  stem.pool = fields.required<bool>("max_pool") ? Stem::Pool::kMax : Stem::Pool::kNone;
  return stem;
}

/// Reads any stem: {"type": "deep", "width": 32, "pool": "convolution"}.
Stem parse_stem(const JsonFields& fields) {
  if (!fields.has("type") && !fields.has("pool")) {
    return parse_first_layers(fields);
  }
  Stem stem;
  if (fields.has("type")) {
    stem.kind = fields.word("type", kStemWords);
  }
  const bool is_plain = stem.kind == Stem::Kind::kPlain;
  fields.allow_only({"type", "pool", "stride", is_plain ? "kernel" : "width"});
  if (fields.has("pool")) {
    stem.pool = fields.word("pool", kPoolWords);
  }
  if (fields.has("stride")) {
    stem.stride = fields.integer("stride", 1, 8);
  }
  if (is_plain && fields.has("kernel")) {
    stem.kernel = parse_stem_kernel(fields);
  } else if (!is_plain) {
    stem.width = fields.integer("width", 1, kMaxStemWidth);
  }
  return stem;
}

Attention parse_attention(const JsonFields& fields) {
  Attention attention;
  attention.kind = fields.word("type", kAttentionWords);
  if (attention.kind != Attention::Kind::kSqueezeExcite) {
    fields.allow_only({"type"});
    return attention;
  }
  fields.allow_only({"type", "reduction"});
  if (fields.has("reduction")) {
    attention.reduction = fields.number("reduction", 0.001, 1);
  }
  return attention;
}

std::vector<PrunedLayer> parse_pruned(const JsonFields& fields) {
  constexpr int kMaxChannels = 65536;
  std::vector<PrunedLayer> layers;
  for (const auto& member : fields.json().items()) {
    layers.push_back({member.key(), fields.integer(member.key().c_str(), 1, kMaxChannels)});
  }
  return layers;
}

}  // namespace

std::array<int, 4> parse_layers(const JsonFields& fields, bool with_count) {
  const std::vector<int> layers = fields.integers("layers", 1, kMaxBlocks);
  std::array<int, 4> stages = {};
  if (layers.size() != stages.size()) {
    throw ConfigError(
        fmt::format("{}: \"layers\" must be four numbers of blocks{}", fields.where(),
                    with_count ? fmt::format(", found {}", layers.size()) : std::string()));
  }
  std::ranges::copy(layers, stages.begin());
  return stages;
}

std::array<int, 4> parse_planes(const JsonFields& fields) {
  const std::vector<int> planes = fields.integers("channels", 1, kMaxPlanes);
  std::array<int, 4> stages = {};
  if (planes.size() != stages.size()) {
    throw ConfigError(fmt::format("{}: \"channels\" must be four numbers, found {}", fields.where(),
                                  planes.size()));
  }
  std::ranges::copy(planes, stages.begin());
  return stages;
}

int parse_down_kernel(const JsonFields& fields) {
  const int kernel = fields.integer("down_kernel_size", 1, 7);
  if (kernel % 2 == 0) {
    throw ConfigError(
        fmt::format("{}: \"down_kernel_size\" must be odd, found {}", fields.where(), kernel));
  }
  return kernel;
}

int parse_output_stride(const JsonFields& fields) {
  const int stride = fields.integer("output_stride", 8, 32);
  if (stride != 8 && stride != 16 && stride != 32) {
    throw ConfigError(
        fmt::format("{}: \"output_stride\" must be 8, 16 or 32, found {}", fields.where(), stride));
  }
  return stride;
}

void check_resnet_at(const JsonFields& fields, const ResNet& parameters) {
  try {
    check_resnet(parameters);
    if (!parameters.pruned.empty()) {
      build_resnet(parameters, 1);  // widths must fit each other, and each name a convolution
    }
  } catch (const ConfigError& error) {
    throw ConfigError(fmt::format("{}: {}", fields.where(), error.what()));
  }
}

ResNet parse_resnet(const JsonFields& fields) {
  const auto integer = [&fields](const char* key, int fallback, int high) {
    return fields.has(key) ? fields.integer(key, 1, high) : fallback;
  };
  ResNet parameters;
  parameters.layers = parse_layers(fields, true);
  parameters.cardinality = integer("cardinality", 1, kMaxCardinality);
  parameters.base_width = integer("base_width", 64, kMaxBaseWidth);
  parameters.block_reduce_first = integer("block_reduce_first", 1, kMaxReduceFirst);
  parameters.avg_down = fields.optional<bool>("avg_down", false);
  if (fields.has("block")) {
    parameters.block = parse_block(fields, kBlockWords);
  }
  if (fields.has("channels")) {
    parameters.channels = parse_planes(fields);
  }
  if (fields.has("stem")) {
    parameters.stem = parse_stem(fields.object("stem"));
  }
  if (fields.has("down_kernel_size")) {
    parameters.down_kernel_size = parse_down_kernel(fields);
  }
  if (fields.has("anti_aliasing")) {
    parameters.anti_aliasing = fields.word("anti_aliasing", kAntiAliasingWords);
  }
  if (fields.has("attention")) {
    parameters.attention = parse_attention(fields.object("attention"));
  }
  if (fields.has("norm")) {
    parameters.norm = fields.word("norm", kNormWords);
  }
  if (fields.has("output_stride")) {
    parameters.output_stride = parse_output_stride(fields);
  }
  if (fields.has("pruned")) {
    parameters.pruned = parse_pruned(fields.object("pruned"));
  }
  check_resnet_at(fields, parameters);
  return parameters;
}

}  // namespace resnext
