#include "models/architecture_json.h"

#include <algorithm>
#include <cmath>

namespace resnext {
namespace {

constexpr int kMaxBlocks = 1000;
constexpr int kMaxCardinality = 4096;
constexpr int kMaxBaseWidth = 4096;
constexpr int kMaxClasses = 1'000'000;
constexpr int kMaxInputSize = 4096;

}  // namespace

Architecture parse_architecture(const JsonFields& fields) {
  Architecture architecture;
  const std::vector<int> layers = fields.integers("layers", 1, kMaxBlocks);
  if (layers.size() != 4) {
    throw ConfigError(fields.where() + ": \"layers\" must be four numbers of blocks, found " +
                      std::to_string(layers.size()));
  }
  std::copy(layers.begin(), layers.end(), architecture.layers.begin());
  architecture.cardinality = fields.integer("cardinality", 1, kMaxCardinality);
  architecture.base_width = fields.integer("base_width", 1, kMaxBaseWidth);
  architecture.num_classes = fields.integer("num_classes", 1, kMaxClasses);
  if (fields.has("stem")) {
    const JsonFields stem = fields.object("stem");
    stem.allow_only({"kernel", "stride", "max_pool"});
    architecture.stem.kernel = stem.integer("kernel", 1, 15);
    architecture.stem.stride = stem.integer("stride", 1, 8);
    architecture.stem.max_pool = stem.required<bool>("max_pool");
    if (architecture.stem.kernel % 2 == 0) {
      throw ConfigError(stem.where() + ": \"kernel\" must be odd");
    }
  }
  return architecture;
}

Interpolation parse_interpolation(const std::string& name, const std::string& where) {
  if (name == "bilinear") {
    return Interpolation::kBilinear;
  }
  if (name == "bicubic") {
    return Interpolation::kBicubic;
  }
  throw ConfigError(where + ": interpolation \"" + name +
                    "\" is not supported; expected bilinear or bicubic");
}

std::array<double, 3> parse_channels(const JsonFields& fields, const char* key, bool positive) {
  const auto values = fields.required<std::vector<double>>(key);
  if (values.size() != 3 || std::any_of(values.begin(), values.end(), [positive](double value) {
        return !std::isfinite(value) || (positive && value <= 0);
      })) {
    throw ConfigError(fields.where() + ": \"" + key + "\" must be three " +
                      (positive ? "positive " : "") + "numbers, one a channel");
  }
  return {values[0], values[1], values[2]};
}

Preprocessing parse_preprocessing(const JsonFields& fields) {
  fields.allow_only({"input_size", "crop_pct", "interpolation", "mean", "std"});
  Preprocessing preprocessing;
  preprocessing.input_size = fields.integer("input_size", 32, kMaxInputSize);
  preprocessing.crop_pct = fields.number("crop_pct", 0.01, 1);
  preprocessing.interpolation =
      parse_interpolation(fields.required<std::string>("interpolation"), fields.where());
  preprocessing.mean = parse_channels(fields, "mean", false);
  preprocessing.std = parse_channels(fields, "std", true);
  return preprocessing;
}

}  // namespace resnext
