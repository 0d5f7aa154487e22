// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/resnet_family.h"

#include <array>

#include "models/resnet/describe_resnet.h"
#include "models/resnet/resnet.h"
#include "models/resnet/resnet_json.h"
#include "models/resnet/resnet_model_args.h"

namespace resnext {
namespace {

constexpr std::array kFeatureMaps = {FeatureLayer{"layer1"}, FeatureLayer{"layer2"},
                                     FeatureLayer{"layer3"}, FeatureLayer{"layer4"}};

class ResNetArchitecture final : public FamilyArchitecture {
 public:
  explicit ResNetArchitecture(ResNet parameters) : parameters_(std::move(parameters)) {}

  const ResNet& parameters() const { return parameters_; }

  const Family& family() const override { return resnet_family(); }

  Network build(int num_classes) const override { return build_resnet(parameters_, num_classes); }

  std::vector<ArchitectureField> fields() const override { return resnet_fields(parameters_); }

  std::string description() const override { return describe_resnet(parameters_); }

  bool equals(const FamilyArchitecture& other) const override {
    return parameters_ == static_cast<const ResNetArchitecture&>(other).parameters_;
  }

 private:
  ResNet parameters_;
};

const ResNet& parameters_of(const FamilyArchitecture& body) {
  return static_cast<const ResNetArchitecture&>(body).parameters();
}

FamilyArchitecturePtr body_of(ResNet parameters) {
  return std::make_shared<ResNetArchitecture>(std::move(parameters));
}

FamilyArchitecturePtr parse(const JsonFields& fields) { return body_of(parse_resnet(fields)); }

FamilyArchitecturePtr with_model_args(const FamilyArchitecture& base, const JsonFields& args) {
  return body_of(with_timm_args(parameters_of(base), args));
}

nlohmann::ordered_json model_args(const FamilyArchitecture& base,
                                  const FamilyArchitecture& wanted) {
  return timm_args(parameters_of(base), parameters_of(wanted));
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
      .config_keys = kResNetKeys,
      .feature_maps = kFeatureMaps,
      .parse = parse,
      .with_model_args = with_model_args,
      .model_args = model_args,
      .is_known_to_timm = is_known_to_timm,
      .timm_generic = "resnext50_32x4d",
  };
  return kFamily;
}

}  // namespace resnext
