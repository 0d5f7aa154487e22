// SPDX-License-Identifier: Apache-2.0
#include "inference/run_manifest.h"

#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/version.h"
#include "engine/onednn/runtime_info.h"
#include "images/versions.h"

namespace resnext {
namespace {

std::uint64_t size_of_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) {
    throw CheckpointError(path.string() + ": " + error.message());
  }
  return bytes;
}

}  // namespace

RunManifest make_manifest(const LoadedModel& model, const ClassifyOptions& options) {
  const Environment environment = process_environment();
  RunManifest manifest;
  manifest.program_version = program_version();
  manifest.model = model.config.id;
  manifest.architecture_name = model.config.architecture_name;
  manifest.architecture = model.config.architecture;
  manifest.preprocessing = model.config.preprocessing;
  manifest.weights_path = model.weights_path.string();
  manifest.weights_format = model.weights_format;
  manifest.weights_bytes = size_of_file(model.weights_path);
  manifest.weights_sha256 = known_sha256(model.weights_path, environment);
  if (model.config.head_base) {
    manifest.head_path = model.head_path.string();
    manifest.head_bytes = size_of_file(model.head_path);
    manifest.head_sha256 = known_sha256(model.head_path, environment);
    manifest.base = model.config.head_base->model;
  }
  manifest.precision = to_string(model.engine.precision());
  manifest.kernels = to_string(model.execution.kernels);
  manifest.instruction_set = instruction_set();
  manifest.threads = model.engine.threads();
  manifest.options = options;
  manifest.onednn_version = onednn_version();
  manifest.opencv_version = opencv_version();
  manifest.libjpeg_version = libjpeg_version();
  return manifest;
}

}  // namespace resnext
