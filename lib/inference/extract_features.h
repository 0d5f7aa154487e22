// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "images/prefetch/prepared_image.h"
#include "inference/classify_images.h"
#include "models/feature_layer.h"

// Computes what a layer of the network gives for images.
namespace resnext {

struct FeatureOptions {
  FeatureLayer layer = FeatureLayer::kPool;
  bool normalize_l2 = false;  ///< divide an image's values by their Euclidean norm, if that isn't 0
  std::vector<ImageView> views = {};  ///< empty: one, the image as it is classified
  DecodeOptions decode = {};
  int batch_size = 1;    ///< images that go through the network together
  std::string run = {};  ///< written into each result
};

/// The features of one image, or the failure in their place.
struct ImageFeatures {
  ImageResult result;         ///< path and failure; no predictions
  std::vector<float> values;  ///< views x feature_shape, row-major; empty if the image failed
};

/// Runs the network up to a layer. Batches are always full, as Classifier's are, so that an image's
/// features never depend on its neighbours. Not thread-safe.
class FeatureExtractor {
 public:
  /// `model` must outlive the extractor.
  FeatureExtractor(const LoadedModel& model, const FeatureOptions& options);

  /// Returns the features of prepared images, in order. Throws WeightsError if a value is not
  /// finite: the checkpoint is damaged.
  std::vector<ImageFeatures> extract(std::vector<PreparedImage> images);

 private:
  void run();

  const LoadedModel* model_;
  FeatureOptions options_;
  Session session_;
  std::vector<float> input_;   ///< batch x 3 x H x W
  std::vector<float> logits_;  ///< batch x classes; only where they are asked for
  std::span<const float> output_;
};

/// Receives the features of each image; returns false to end the run after it.
using FeatureSink = std::function<bool(ImageFeatures features)>;

/// Passes the features of each input to `sink`, in input order and at once, as classify_images
/// does.
RunSummary extract_features(const LoadedModel& model, const FeatureOptions& options,
                            ImageSource& source, StopFlag& stop, const FeatureSink& sink);

/// Divides values by their Euclidean norm, computed in f64; zeros stay.
void normalize_l2(std::span<float> values);

}  // namespace resnext
