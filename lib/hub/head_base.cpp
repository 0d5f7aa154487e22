// SPDX-License-Identifier: Apache-2.0
#include "hub/head_base.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/hash_record.h"
#include "models/registry.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns enough of a model to look for its weights.
ModelConfig model_of(const HeadBase& base, const fs::path& explicit_path) {
  if (explicit_path.empty()) {
    return resolve_model(base.model);
  }
  ModelConfig unknown;  // its folder may have moved, but the checkpoint is given
  unknown.id = base.model;
  return unknown;
}

}  // namespace

WeightsSearch search_base(const HeadBase& base, const Environment& environment) {
  try {
    return search_weights(resolve_model(base.model), {}, environment);
  } catch (const ConfigError&) {
    return {};
  }
}

fs::path locate_base(const HeadBase& base, const fs::path& head, const fs::path& explicit_path,
                     const Environment& environment, const CancelCheck& cancelled) {
  const std::string what = fmt::format("{} holds a classifier for {}", head.string(), base.model);
  fs::path file;
  try {
    file = locate_weights(model_of(base, explicit_path), explicit_path, environment);
  } catch (const ConfigError& error) {
    throw ConfigError(fmt::format(
        "{}, which can't be found: {}. Name its checkpoint with --weights", what, error.what()));
  } catch (const WeightsError& error) {
    throw WeightsError(what + ": " + error.what());
  }
  const std::string found = known_sha256(file, environment, cancelled);
  if (found != base.sha256) {
    throw WeightsError(
        fmt::format("{} with the SHA-256 {}, but {} has {}. Name the checkpoint that it was "
                    "trained on with --weights",
                    what, base.sha256, file.string(), found));
  }
  return file;
}

}  // namespace resnext
