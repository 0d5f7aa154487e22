// SPDX-License-Identifier: Apache-2.0
#include "inference/run_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/stable_hash.h"

namespace resnext {
namespace {

std::string exact(double value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

void add(StableHash& hash, const Preprocessing& preprocessing) {
  hash.add(fmt::format("{}", preprocessing.input_size));
  hash.add(exact(preprocessing.crop_pct));
  hash.add(preprocessing.interpolation == Interpolation::kBicubic ? "bicubic" : "bilinear");
  for (std::size_t channel = 0; channel < 3; ++channel) {
    hash.add(exact(preprocessing.mean.at(channel)));
    hash.add(exact(preprocessing.std.at(channel)));
  }
}

void add(StableHash& hash, const PredictionOptions& options) {
  hash.add(fmt::format("top_k={}", options.top_k));
  hash.add(options.score_kind == ScoreKind::kLogit ? "scores=logits" : "scores=probabilities");
  hash.add("threshold=" + (options.threshold ? exact(*options.threshold) : ""));
  for (const int index : options.classes) {
    hash.add(fmt::format("class={}", index));
  }
  hash.add(options.renormalize ? "renormalize" : "");
}

void add(StableHash& hash, const NamedTensor& tensor) {
  constexpr std::size_t kEnds = 4096;
  hash.add(tensor.name);
  hash.add(to_string(tensor.view.dtype));
  hash.add(to_string(tensor.view.shape));
  if (is_contiguous(tensor.view)) {
    const std::span<const std::byte> bytes = tensor.view.bytes();
    hash.add(bytes.first(std::min(bytes.size(), kEnds)));
    hash.add(bytes.last(std::min(bytes.size(), kEnds)));
  } else {
    std::vector<float> values(static_cast<std::size_t>(tensor.view.size()));
    copy_to_f32(tensor.view, values);
    hash.add(std::as_bytes(std::span(values)));
  }
}

}  // namespace

RunNames::RunNames(const OpenedModel& model, const Preprocessing& preprocessing) {
  model_.add(model.resolved.config.id);
  add(model_, preprocessing);
  for (const Label& label : model.resolved.labels) {
    model_.add(label.wnid);
    model_.add(label.name);
  }
  if (model.resolved.config.multi_label) {
    model_.add("multi-label");
    for (const double threshold : model.resolved.config.multi_label->thresholds) {
      model_.add(exact(threshold));
    }
  }
  std::vector<const NamedTensor*> tensors;
  for (const NamedTensor& tensor : model.tensors) {
    tensors.push_back(&tensor);
  }
  std::ranges::sort(tensors, {}, &NamedTensor::name);
  for (const NamedTensor* tensor : tensors) {
    add(model_, *tensor);
  }
}

std::string RunNames::id(const RunSettings& settings) const {
  StableHash hash = model_;
  add(hash, settings.predictions);
  hash.add(settings.decode.exif == ExifMode::kApply ? "exif=apply" : "exif=ignore");
  hash.add(fmt::format("max_pixels={}", settings.decode.max_pixels));
  hash.add(fmt::format("enough_short_side={}", settings.decode.enough_short_side));
  hash.add(fmt::format("batch_size={}", settings.batch_size));
  for (const std::string& setting : settings.more) {
    hash.add(setting);
  }
  return hash.hexadecimal();
}

std::string run_id(const OpenedModel& model, const RunSettings& settings) {
  return RunNames(model, model.resolved.config.preprocessing).id(settings);
}

}  // namespace resnext
