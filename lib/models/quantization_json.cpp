// SPDX-License-Identifier: Apache-2.0
#include "models/quantization_json.h"

namespace resnext {
namespace {

constexpr const char* kWeights = "int8";

}  // namespace

Quantization parse_quantization(const JsonFields& fields) {
  fields.allow_only({"weights", "f32_layers", "samples", "base", "logit_error"});
  const auto weights = fields.required<std::string>("weights");
  if (weights != kWeights) {
    throw ConfigError(
        fmt::format("{}: \"weights\" \"{}\" is not supported; expected {}. A later version of this "
                    "program may have written the file",
                    fields.where(), weights.substr(0, 80), kWeights));
  }
  Quantization quantization;
  quantization.f32_layers = fields.optional<std::vector<std::string>>("f32_layers", {});
  quantization.samples = fields.has("samples") ? fields.integer("samples", 0, 1'000'000'000) : 0;
  quantization.base = fields.optional<std::string>("base", "");
  quantization.logit_error = fields.has("logit_error") ? fields.number("logit_error", 0, 1e6) : 0;
  return quantization;
}

nlohmann::ordered_json to_json(const Quantization& quantization) {
  return {{"weights", kWeights},
          {"f32_layers", quantization.f32_layers},
          {"samples", quantization.samples},
          {"base", quantization.base},
          {"logit_error", quantization.logit_error}};
}

}  // namespace resnext
