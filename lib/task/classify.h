#pragma once

#include <filesystem>

#include "pipeline/decode.h"
#include "task/image_result.h"
#include "task/load_model.h"
#include "task/predictions.h"

namespace resnext {

struct ClassifyOptions {
  PredictionOptions predictions;
  DecodeOptions decode;
  bool thumbnails = false;  ///< keep a small JPEG of each image with its result
};

/// Classifies images one after another. Not thread-safe.
class Classifier {
 public:
  /// `model` must outlive the classifier.
  Classifier(const LoadedModel& model, const ClassifyOptions& options);

  /// One result for one file, never an exception for what is wrong with the image. Throws
  /// WeightsError if the network's logits are not finite: the checkpoint is damaged.
  ImageResult classify(const std::filesystem::path& path);

 private:
  void predict(const Image& image, ImageResult& result);

  const LoadedModel* model_;
  ClassifyOptions options_;
  Session session_;
  std::vector<float> input_;   ///< 3 x H x W
  std::vector<float> logits_;  ///< classes
};

}  // namespace resnext
