// SPDX-License-Identifier: Apache-2.0
#include "commands/feature_run_options.h"

#include <fmt/format.h>

#include "commands/resume_refusal.h"
#include "output/format_names.h"

namespace resnext {
namespace {

/// Returns the alternatives to one of the features' own settings, "key=value".
RunOption other_settings(const std::string& option, const std::string& key, const std::string& now,
                         const std::vector<std::string>& values) {
  RunOption alternatives;
  for (const std::string& value : values) {
    if (value != now) {
      alternatives.push_back(
          other_setting(fmt::format("{} {} (now {})", option, value, now), key + now, key + value));
    }
  }
  return alternatives;
}

}  // namespace

std::vector<RunOption> feature_run_options(const FeaturesRequest& request,
                                           const FeatureFormat& format, const OpenedModel& model,
                                           const RunSettings& now) {
  std::vector<RunOption> options = common_run_options(request.model, model, now);
  options.push_back(
      other_settings("--layer", "layer=", to_string(request.layer), feature_layer_names()));
  options.push_back(other_settings(
      "--dtype", "dtype=", to_string(request.dtype.value_or(DType::kF32)), {"f32", "f16"}));
  options.push_back(
      other_settings("--format", "format=", format.name, format_names(feature_formats())));
  options.push_back({request.normalize_l2
                         ? other_setting("--normalize none (now l2)", "normalize=l2", "")
                         : other_setting("--normalize l2 (now none)", "", "normalize=l2")});
  return options;
}

}  // namespace resnext
