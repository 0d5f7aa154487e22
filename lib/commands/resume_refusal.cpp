// SPDX-License-Identifier: Apache-2.0
#include "commands/resume_refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "images/resize/preprocess.h"
#include "models/registry.h"
#include "output/format_names.h"

namespace resnext {
namespace {

/// Returns the preprocessing that the model has with --train-size if it is not given, and without
/// it if it is.
Preprocessing other_preprocessing(const ModelRequest& request, const ModelConfig& config) {
  if (!request.train_size) {
    return at_training_size(config).preprocessing;
  }
  return (request.model.empty() ? default_model() : resolve_model(request.model)).preprocessing;
}

/// Returns the alternatives to a flag, worded for the run that made the records.
RunAlternative other_flag(const char* flag, bool now, std::function<void(RunVariant&)> apply) {
  return {now ? fmt::format("no {} (now with it)", flag) : fmt::format("{} (now without)", flag),
          std::move(apply)};
}

RunOption other_batch_sizes(int now) {
  RunOption option;
  for (const int size : {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,  13,  14,  15,  16,  18,
                         20, 24, 25, 28, 30, 32, 40, 48, 50, 64, 96, 100, 128, 256, 512, 1024}) {
    if (size != now) {
      option.push_back({fmt::format("--batch-size {} (now {})", size, now),
                        [size](RunVariant& run) { run.settings.batch_size = size; }});
    }
  }
  return option;
}

RunOption other_exif(ExifMode now) {
  const bool applied = now == ExifMode::kApply;
  return {{applied ? "--exif ignore (now apply)" : "--exif apply (now ignore)",
           [applied](RunVariant& run) {
             run.settings.decode.exif = applied ? ExifMode::kIgnore : ExifMode::kApply;
           }}};
}

RunOption other_fast_decode(int now, const Preprocessing& preprocessing) {
  const int other = now > 0 ? 0 : resized_short_side(preprocessing);
  return {other_flag("--fast-decode", now > 0,
                     [other](RunVariant& run) { run.settings.decode.enough_short_side = other; })};
}

RunOption other_max_pixels(std::int64_t now) {
  const std::int64_t usual = DecodeOptions().max_pixels;
  if (now == usual) {
    return {};
  }
  return {{fmt::format("--max-pixels {} (now {})", usual, now),
           [usual](RunVariant& run) { run.settings.decode.max_pixels = usual; }}};
}

RunOption other_kernels(KernelChoice now) {
  const KernelChoice other =
      now == KernelChoice::kAuto ? KernelChoice::kOneDnn : KernelChoice::kAuto;
  return {other_setting(fmt::format("--kernels {} (now {})", to_string(other), to_string(now)),
                        fmt::format("kernels={}", to_string(now)),
                        fmt::format("kernels={}", to_string(other)))};
}

RunOption other_precisions(Precision asked, const ModelConfig& model) {
  const Precision now = resolve_precision(asked, model.quantization.has_value());
  RunOption option;
  for (const Precision other : kPrecisions) {
    if (other != now) {
      option.push_back(
          other_setting(fmt::format("--precision {} (now {})", to_string(other), to_string(now)),
                        fmt::format("precision={}", to_string(now)),
                        fmt::format("precision={}", to_string(other))));
    }
  }
  return option;
}

RunOption other_size(const ModelRequest& request) {
  return {other_flag("--train-size", request.train_size,
                     [](RunVariant& run) { run.other_size = true; })};
}

}  // namespace

std::vector<RunOption> common_run_options(const ModelRequest& request, const OpenedModel& model,
                                          const RunSettings& now) {
  return {other_batch_sizes(now.batch_size),
          other_exif(now.decode.exif),
          other_fast_decode(now.decode.enough_short_side, model.resolved.config.preprocessing),
          other_max_pixels(now.decode.max_pixels),
          other_kernels(request.execution.kernels),
          other_precisions(request.execution.precision, model.resolved.config),
          other_size(request)};
}

RunAlternative other_setting(const std::string& text, const std::string& now,
                             const std::string& before) {
  return {text,
          [now, before](RunVariant& run) { std::ranges::replace(run.settings.more, now, before); }};
}

void refuse_other_run(const OtherRun& other, const ModelRequest& request, const OpenedModel& model,
                      const RunSettings& now, const std::vector<RunOption>& options,
                      const std::string& covered) {
  const ModelConfig& config = model.resolved.config;
  if (other.model() != config.id) {
    throw UsageError(fmt::format("{}; the model {} made its records, now it is {}", other.what(),
                                 other.model(), config.id));
  }
  const RunNames names(model, config.preprocessing);
  const RunNames other_names(model, other_preprocessing(request, config));
  const std::vector<std::string> found = run_differences(
      other.run(), {.settings = now}, options, [&names, &other_names](const RunVariant& run) {
        return (run.other_size ? other_names : names).id(run.settings);
      });
  if (!found.empty()) {
    throw UsageError(fmt::format("{}: {}. Give the same, or name another file", other.what(),
                                 in_words(found, "and")));
  }
  throw UsageError(fmt::format(
      "{}, other weights or another version of the program (run {}, now {}). What counts: --model, "
      "--weights, --train-size, --kernels, --precision, --exif, --fast-decode, --max-pixels, "
      "--batch-size, {}. "
      "Name another file",
      other.what(), other.run().empty() ? "not given" : other.run(), names.id(now), covered));
}

}  // namespace resnext
