// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/resnet_model_args.h"

#include <algorithm>
#include <cctype>

#include "models/resnet/resnet_json.h"

namespace resnext {
namespace {

constexpr std::array kTimmBlocks = {
    Word{"bottleneck", BlockKind::kBottleneck}, Word{"Bottleneck", BlockKind::kBottleneck},
    Word{"basic", BlockKind::kBasic}, Word{"BasicBlock", BlockKind::kBasic}};
constexpr std::array kTimmStems = {Word{"", Stem::Kind::kPlain}, Word{"deep", Stem::Kind::kDeep},
                                   Word{"deep_tiered", Stem::Kind::kDeepTiered}};
constexpr std::array kTimmNorms = {Word{"batchnorm2d", NormKind::kBatch},
                                   Word{"batchnorm", NormKind::kBatch},
                                   Word{"groupnorm", NormKind::kGroup}};
constexpr std::array kTimmAntiAliasing = {
    Word{"avg", AntiAliasing::kAveragePool}, Word{"avgpool", AntiAliasing::kAveragePool},
    Word{"blur", AntiAliasing::kBlurPool}, Word{"blurpool", AntiAliasing::kBlurPool}};
constexpr std::array kTimmAttention = {Word{"", Attention::Kind::kNone},
                                       Word{"se", Attention::Kind::kSqueezeExcite},
                                       Word{"eca", Attention::Kind::kEca}};

/// Returns the text without _ and -, in lower case, as timm compares the names of layers.
std::string bare(const std::string& text) {
  std::string letters;
  for (const char letter : text) {
    if (letter != '_' && letter != '-') {
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return letters;
}

Stem with_stem_args(Stem stem, const JsonFields& args) {
  if (args.has("stem_type")) {
    stem.kind = args.word("stem_type", kTimmStems);
  }
  if (args.has("stem_width")) {
    stem.width = args.integer("stem_width", 1, kMaxStemWidth);
  }
  if (stem.kind == Stem::Kind::kPlain) {
    stem.width = Stem().width;  // timm's plain stem ignores it
  } else {
    stem.kernel = Stem().kernel;
  }
  if (args.has("replace_stem_pool")) {
    const bool replaced = args.required<bool>("replace_stem_pool");
    if (replaced != (stem.pool == Stem::Pool::kConvolution)) {
      stem.pool = replaced ? Stem::Pool::kConvolution : Stem::Pool::kMax;
    }
  }
  return stem;
}

Attention with_block_args(const JsonFields& args) {
  args.allow_only({"attn_layer"});
  Attention attention;
  if (args.has("attn_layer")) {
    attention.kind = args.word("attn_layer", kTimmAttention);
  }
  return attention;
}

}  // namespace

ResNet with_timm_args(ResNet parameters, const JsonFields& args) {
  args.allow_only({"block", "layers", "channels", "cardinality", "base_width", "stem_width",
                   "stem_type", "replace_stem_pool", "block_reduce_first", "down_kernel_size",
                   "avg_down", "aa_layer", "norm_layer", "output_stride", "block_args"});
  const auto integer = [&args](const char* key, int fallback, int high) {
    return args.has(key) ? args.integer(key, 1, high) : fallback;
  };
  parameters.cardinality = integer("cardinality", parameters.cardinality, kMaxCardinality);
  parameters.base_width = integer("base_width", parameters.base_width, kMaxBaseWidth);
  parameters.block_reduce_first =
      integer("block_reduce_first", parameters.block_reduce_first, kMaxReduceFirst);
  parameters.avg_down = args.optional<bool>("avg_down", parameters.avg_down);
  parameters.stem = with_stem_args(parameters.stem, args);
  if (args.has("block")) {
    parameters.block = parse_block(args, kTimmBlocks);
  }
  if (args.has("layers")) {
    parameters.layers = parse_layers(args, false);
  }
  if (args.has("channels")) {
    parameters.channels = parse_planes(args);
  }
  if (args.has("down_kernel_size")) {
    parameters.down_kernel_size = parse_down_kernel(args);
  }
  if (args.has("aa_layer")) {
    parameters.anti_aliasing =
        args.value_of(bare(args.required<std::string>("aa_layer")), "aa_layer", kTimmAntiAliasing);
  }
  if (args.has("norm_layer")) {
    parameters.norm =
        args.value_of(bare(args.required<std::string>("norm_layer")), "norm_layer", kTimmNorms);
  }
  if (args.has("output_stride")) {
    parameters.output_stride = parse_output_stride(args);
  }
  if (args.has("block_args")) {
    parameters.attention = with_block_args(args.object("block_args"));
  }
  check_resnet_at(args, parameters);
  return parameters;
}

nlohmann::ordered_json timm_args(const ResNet& base, const ResNet& wanted) {
  nlohmann::ordered_json args = {{"layers", wanted.layers},
                                 {"cardinality", wanted.cardinality},
                                 {"base_width", wanted.base_width}};
  const auto set_if = [&args](bool differs, const char* key, const nlohmann::ordered_json& value) {
    if (differs) {
      args[key] = value;
    }
  };
  const auto has_convolution = [](const ResNet& parameters) {
    return parameters.stem.pool == Stem::Pool::kConvolution;
  };
  const Attention& attention = wanted.attention;
  set_if(base.channels != wanted.channels, "channels", wanted.channels);
  set_if(base.stem.kind != wanted.stem.kind, "stem_type", word_of(kTimmStems, wanted.stem.kind));
  set_if(base.stem.width != wanted.stem.width, "stem_width", wanted.stem.width);
  set_if(has_convolution(base) != has_convolution(wanted), "replace_stem_pool",
         has_convolution(wanted));
  set_if(base.block_reduce_first != wanted.block_reduce_first, "block_reduce_first",
         wanted.block_reduce_first);
  set_if(base.down_kernel_size != wanted.down_kernel_size, "down_kernel_size",
         wanted.down_kernel_size);
  set_if(base.avg_down != wanted.avg_down, "avg_down", wanted.avg_down);
  set_if(base.norm != wanted.norm, "norm_layer", word_of(kTimmNorms, wanted.norm));
  set_if(base.output_stride != wanted.output_stride, "output_stride", wanted.output_stride);
  set_if(base.attention != attention, "block_args",
         {{"attn_layer", word_of(kTimmAttention, attention.kind)}});
  return args;
}

}  // namespace resnext
