// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "inference/classify.h"

// Describes a run so that it can be repeated.
namespace resnext {

/// The conditions under which results were computed: enough to compute them again.
struct RunManifest {
  std::string program_version;
  std::string model;
  std::string architecture_name;
  Architecture architecture;
  Preprocessing preprocessing;
  std::string weights_path;  ///< bytes of any encoding
  std::string weights_format;
  std::uint64_t weights_bytes = 0;
  std::string weights_sha256;
  std::string head_path;  ///< of the classifier, if it has a file of its own; otherwise empty
  std::uint64_t head_bytes = 0;
  std::string head_sha256;
  std::string base;             ///< the model that such a classifier belongs to
  std::string precision;        ///< of weights and activations while computing: "f32"
  std::string kernels;          ///< as asked for: "auto", "onednn"
  std::string instruction_set;  ///< "AVX2"
  int threads = 1;
  ClassifyOptions options;
  std::string onednn_version;
  std::string opencv_version;
  std::string libjpeg_version;
};

/// Describes a run of `model`. Reads the whole checkpoint for its SHA-256 unless that is known and
/// the file unchanged. Throws CheckpointError if it can't be read.
RunManifest make_manifest(const LoadedModel& model, const ClassifyOptions& options);

}  // namespace resnext
