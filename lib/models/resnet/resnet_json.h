// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads the parameters of residual networks from configs/models/*.json. Private to
// lib/models/resnet.

#include <array>

#include "models/json_fields.h"
#include "models/resnet/resnet.h"

namespace resnext {

/// The largest values that a configuration may state: far beyond any published network, and small
/// enough that no product of them overflows.
inline constexpr int kMaxCardinality = 4096;
inline constexpr int kMaxBaseWidth = 4096;
inline constexpr int kMaxPlanes = 2048;
inline constexpr int kMaxStemWidth = 1024;
inline constexpr int kMaxReduceFirst = 64;

/// Keys of a model's configuration that parse_resnet() reads.
inline constexpr std::array kResNetKeys = {"block",
                                           "layers",
                                           "channels",
                                           "cardinality",
                                           "base_width",
                                           "stem",
                                           "avg_down",
                                           "block_reduce_first",
                                           "down_kernel_size",
                                           "anti_aliasing",
                                           "attention",
                                           "norm",
                                           "output_stride",
                                           "pruned"};

/// Reads the parameters; what is not given is as in a plain ResNet. Throws ConfigError for values
/// out of range and for a combination that check_resnet() refuses.
ResNet parse_resnet(const JsonFields& fields);

/// Calls check_resnet(), and builds the network if convolutions are pruned. Throws ConfigError,
/// beginning with `fields`' place.
void check_resnet_at(const JsonFields& fields, const ResNet& parameters);

/// Reads the blocks of each stage. `with_count`: an error says how many numbers were found.
std::array<int, 4> parse_layers(const JsonFields& fields, bool with_count);

/// Reads the planes of each stage.
std::array<int, 4> parse_planes(const JsonFields& fields);

/// Returns the size of a shortcut's filter, an odd number.
int parse_down_kernel(const JsonFields& fields);

/// Returns 8, 16 or 32.
int parse_output_stride(const JsonFields& fields);

/// Reads "block", one word for all stages or a list of four. `words` is an array of Word.
template <typename Words>
std::array<BlockKind, 4> parse_block(const JsonFields& fields, const Words& words) {
  std::array<BlockKind, 4> blocks = {};
  if (!fields.json().at("block").is_array()) {
    blocks.fill(fields.word("block", words));
    return blocks;
  }
  const auto texts = fields.required<std::vector<std::string>>("block");
  if (texts.size() != blocks.size()) {
    throw ConfigError(fmt::format("{}: \"block\" must be one word or four, found {}",
                                  fields.where(), texts.size()));
  }
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    blocks.at(stage) = fields.value_of(texts[stage], "block", words);
  }
  return blocks;
}

}  // namespace resnext
