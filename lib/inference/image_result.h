// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "images/image.h"
#include "images/image_failure.h"
#include "inference/class_activation.h"

// The result for one image.
namespace resnext {

struct PreparedImage;

enum class ScoreKind { kProbability, kLogit };

/// A class that is reported for an image.
struct Prediction {
  int index = 0;                      ///< class of the model
  std::optional<int> imagenet_index;  ///< ImageNet-1k class, where it differs from `index`
  std::string wnid;                   ///< WordNet id; empty if the class has none
  std::string label;
  double score = 0;
};

/// The predictions for a part of an image.
struct TileResult {
  Rect box;  ///< in pixels of the image as it was decoded
  std::vector<Prediction> predictions;
};

/// The predictions for one input, or the failure in their place.
struct ImageResult {
  std::string path;      ///< as given; bytes of any encoding
  bool has_file = true;  ///< `path` leads to the image, which is not in an archive or a pipe
  std::string model;
  std::string run;  ///< see run_id; empty if not known
  ScoreKind score_kind = ScoreKind::kProbability;
  std::vector<Prediction> predictions;  ///< highest score first
  std::vector<TileResult> tiles;        ///< row by row, if they were asked for
  std::optional<ImageFailure> failure;
  std::optional<int> exif_orientation_applied;  ///< 2 to 8, if the photo was turned
  std::vector<std::byte> thumbnail;             ///< a small JPEG, if one was asked for
  std::optional<Activation> activation;         ///< if one was asked for
  std::vector<float> input;     ///< what the network saw, views x 3 x H x W, if asked for
  std::vector<float> logits;    ///< of all classes, if they were asked for
  std::vector<float> features;  ///< the pooled vector, if it was asked for
};

/// Returns a result without predictions that takes over path, failure, orientation and thumbnail of
/// a prepared image; its tensor and photo stay.
ImageResult begin_result(PreparedImage& image, std::string model, std::string run);

}  // namespace resnext
