// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "commands/command_outcome.h"
#include "commands/image_request.h"
#include "commands/model_request.h"
#include "inference/extract_features.h"
#include "output/feature_formats.h"

// The command `features`: writes what a layer of the network gives for each image.
namespace resnext {

struct FeaturesRequest {
  ImageRequest images;
  DecodeRequest decode;
  ModelRequest model;
  std::string out;                        ///< a file, or "-": standard output
  const FeatureFormat* format = nullptr;  ///< nullptr: by the file's extension
  std::optional<DType> dtype;             ///< none: f32
  FeatureLayer layer = FeatureLayer::kPool;
  bool normalize_l2 = false;
  bool resume = false;
  bool force = false;  ///< replace files that exist
  bool retry_failed = false;
  int batch_size = 0;  ///< 0: automatic
  bool quiet = false;
  bool verbose = false;
};

/// Writes the images' features to a file. Throws the library's errors for what ends the run.
CommandOutcome run_features(const FeaturesRequest& request, CommandIo& io);

}  // namespace resnext
