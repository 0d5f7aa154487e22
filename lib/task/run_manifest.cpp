#include "task/run_manifest.h"

#include "core/error.h"
#include "engine/runtime_info.h"
#include "pipeline/versions.h"
#include "weights/verified.h"

namespace resnext {
RunManifest make_manifest(const LoadedModel& model, const ClassifyOptions& options,
                          const std::string& program_version) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(model.weights_path, error);
  if (error) {
    throw CheckpointError(model.weights_path.string() + ": " + error.message());
  }
  RunManifest manifest;
  manifest.program_version = program_version;
  manifest.model = model.config.id;
  manifest.architecture_name = model.config.architecture_name;
  manifest.architecture = model.config.architecture;
  manifest.preprocessing = model.config.preprocessing;
  manifest.weights_path = model.weights_path.string();
  manifest.weights_format = model.weights_format;
  manifest.weights_bytes = bytes;
  manifest.weights_sha256 = known_sha256(model.weights_path, process_environment());
  manifest.precision = "f32";
  manifest.instruction_set = instruction_set();
  manifest.threads = model.engine.threads();
  manifest.options = options;
  manifest.onednn_version = onednn_version();
  manifest.opencv_version = opencv_version();
  manifest.libjpeg_version = libjpeg_version();
  return manifest;
}

}  // namespace resnext
