// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/resnet_family.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "models/resnet/resnet.h"

namespace resnext {
namespace {

constexpr int kMaxBlocks = 1000;
constexpr int kMaxCardinality = 4096;
constexpr int kMaxBaseWidth = 4096;

constexpr std::array kConfigKeys = {"layers", "cardinality", "base_width", "stem"};
constexpr std::array kFeatureMaps = {FeatureLayer{"layer1"}, FeatureLayer{"layer2"},
                                     FeatureLayer{"layer3"}, FeatureLayer{"layer4"}};

class ResNetArchitecture final : public FamilyArchitecture {
 public:
  explicit ResNetArchitecture(const ResNet& parameters) : parameters_(parameters) {}

  const ResNet& parameters() const { return parameters_; }

  const Family& family() const override { return resnet_family(); }

  Network build(int num_classes) const override { return build_resnet(parameters_, num_classes); }

  std::vector<ArchitectureField> fields() const override {
    return {{"layers", std::vector<int>(parameters_.layers.begin(), parameters_.layers.end())},
            {"cardinality", parameters_.cardinality},
            {"base_width", parameters_.base_width}};
  }

  std::string description() const override {
    return fmt::format("bottleneck blocks {}; cardinality {}, base width {}",
                       fmt::join(parameters_.layers, ", "), parameters_.cardinality,
                       parameters_.base_width);
  }

  bool has_timm_form() const override { return parameters_.stem == Stem{}; }

  bool equals(const FamilyArchitecture& other) const override {
    return parameters_ == static_cast<const ResNetArchitecture&>(other).parameters_;
  }

 private:
  ResNet parameters_;
};

FamilyArchitecturePtr body_of(const ResNet& parameters) {
  return std::make_shared<ResNetArchitecture>(parameters);
}

/// Reads the blocks of each stage. `with_count`: an error says how many numbers were found.
std::array<int, 4> parse_layers(const JsonFields& fields, bool with_count) {
  const std::vector<int> layers = fields.integers("layers", 1, kMaxBlocks);
  std::array<int, 4> stages = {};
  if (layers.size() != stages.size()) {
    throw ConfigError(
        fmt::format("{}: \"layers\" must be four numbers of blocks{}", fields.where(),
                    with_count ? fmt::format(", found {}", layers.size()) : std::string()));
  }
  std::copy(layers.begin(), layers.end(), stages.begin());
  return stages;
}

Stem parse_stem(const JsonFields& fields) {
  fields.allow_only({"kernel", "stride", "max_pool"});
  Stem stem;
  stem.kernel = fields.integer("kernel", 1, 15);
  stem.stride = fields.integer("stride", 1, 8);
  stem.max_pool = fields.required<bool>("max_pool");
  if (stem.kernel % 2 == 0) {
    throw ConfigError(fields.where() + ": \"kernel\" must be odd");
  }
  return stem;
}

FamilyArchitecturePtr parse(const JsonFields& fields) {
  ResNet parameters;
  parameters.layers = parse_layers(fields, true);
  parameters.cardinality = fields.integer("cardinality", 1, kMaxCardinality);
  parameters.base_width = fields.integer("base_width", 1, kMaxBaseWidth);
  if (fields.has("stem")) {
    parameters.stem = parse_stem(fields.object("stem"));
  }
  return body_of(parameters);
}

FamilyArchitecturePtr with_model_args(const FamilyArchitecture& base, const JsonFields& args) {
  ResNet parameters = static_cast<const ResNetArchitecture&>(base).parameters();
  args.allow_only({"block", "layers", "cardinality", "base_width"});
  const auto block = args.optional<std::string>("block", "bottleneck");
  if (block != "bottleneck" && block != "Bottleneck") {
    throw ConfigError(fmt::format("{}: block \"{}\" is not supported; only bottleneck blocks are",
                                  args.where(), block));
  }
  if (args.has("layers")) {
    parameters.layers = parse_layers(args, false);
  }
  if (args.has("cardinality")) {
    parameters.cardinality = args.integer("cardinality", 1, kMaxCardinality);
  }
  if (args.has("base_width")) {
    parameters.base_width = args.integer("base_width", 1, kMaxBaseWidth);
  }
  return body_of(parameters);
}

/// timm knows the weights and the preprocessing of the 32x48d, but has no function that builds it.
bool is_known_to_timm(std::string_view name) { return name != "resnext101_32x48d"; }

}  // namespace

Architecture resnet(const ResNet& parameters, int num_classes) {
  return {body_of(parameters), num_classes};
}

const Family& resnet_family() {
  static constexpr Family kFamily = {
      .name = "resnet",
      .config_keys = kConfigKeys,
      .feature_maps = kFeatureMaps,
      .parse = parse,
      .with_model_args = with_model_args,
      .is_known_to_timm = is_known_to_timm,
      .timm_generic = "resnext50_32x4d",
  };
  return kFamily;
}

}  // namespace resnext
