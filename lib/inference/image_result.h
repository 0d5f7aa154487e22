#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "images/image_failure.h"
#include "inference/class_activation.h"

namespace resnext {

struct PreparedImage;

enum class ScoreKind { kProbability, kLogit };

/// One of the classes an image was given.
struct Prediction {
  int index = 0;                      ///< class of the model
  std::optional<int> imagenet_index;  ///< ImageNet-1k class, where it differs from `index`
  std::string wnid;                   ///< WordNet id; empty if the class has none
  std::string label;
  double score = 0;
};

/// What is known of one input: predictions, or the failure in their place.
struct ImageResult {
  std::string path;  ///< as given; bytes of any encoding
  std::string model;
  std::string run;  ///< see run_id; empty if not known
  ScoreKind score_kind = ScoreKind::kProbability;
  std::vector<Prediction> predictions;  ///< highest score first
  std::optional<ImageFailure> failure;
  std::optional<int> exif_orientation_applied;  ///< 2 to 8, if the photo was turned
  std::vector<std::byte> thumbnail;             ///< a small JPEG, where one was asked for
  std::optional<Activation> activation;         ///< where one was asked for
};

/// Takes over what a prepared image knows of its input (path, failure, orientation, thumbnail); its
/// tensor and its photo stay. The result has no predictions yet.
ImageResult begin_result(PreparedImage& image, std::string model, std::string run);

}  // namespace resnext
