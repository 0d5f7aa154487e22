// SPDX-License-Identifier: Apache-2.0
#include "models/preprocessing_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace resnext {
namespace {

constexpr int kMaxInputSize = 4096;

}  // namespace

Interpolation parse_interpolation(const std::string& name, const std::string& where) {
  if (name == "bilinear") {
    return Interpolation::kBilinear;
  }
  if (name == "bicubic") {
    return Interpolation::kBicubic;
  }
  throw ConfigError(fmt::format(
      "{}: interpolation \"{}\" is not supported; expected bilinear or bicubic", where, name));
}

std::array<double, 3> parse_channels(const JsonFields& fields, const char* key, bool positive) {
  const auto values = fields.required<std::vector<double>>(key);
  if (values.size() != 3 || std::any_of(values.begin(), values.end(), [positive](double value) {
        return !std::isfinite(value) || (positive && value <= 0);
      })) {
    throw ConfigError(fmt::format("{}: \"{}\" must be three {}numbers, one a channel",
                                  fields.where(), key, positive ? "positive " : ""));
  }
  return {values[0], values[1], values[2]};
}

Preprocessing parse_preprocessing(const JsonFields& fields) {
  fields.allow_only({"input_size", "crop_pct", "train_input_size", "train_crop_pct",
                     "interpolation", "mean", "std"});
  Preprocessing preprocessing;
  preprocessing.input_size = fields.integer("input_size", 32, kMaxInputSize);
  preprocessing.crop_pct = fields.number("crop_pct", 0.01, 1);
  preprocessing.interpolation =
      parse_interpolation(fields.required<std::string>("interpolation"), fields.where());
  preprocessing.mean = parse_channels(fields, "mean", false);
  preprocessing.std = parse_channels(fields, "std", true);
  return preprocessing;
}

std::optional<InputSize> parse_training_size(const JsonFields& fields,
                                             const Preprocessing& tested) {
  const bool has_pixels = fields.has("train_input_size");
  const bool has_crop = fields.has("train_crop_pct");
  if (!has_pixels && !has_crop) {
    return std::nullopt;
  }
  return InputSize{
      has_pixels ? fields.integer("train_input_size", 32, kMaxInputSize) : tested.input_size,
      has_crop ? fields.number("train_crop_pct", 0.01, 1) : tested.crop_pct};
}

}  // namespace resnext
