// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "images/decode/decode.h"
#include "images/prefetch/prepared_image.h"
#include "images/resize/tile_grid.h"
#include "inference/augmentation.h"
#include "inference/image_result.h"
#include "inference/load_model.h"
#include "inference/predictions.h"

// Classifies prepared images in batches.
namespace resnext {

struct ClassifyOptions {
  PredictionOptions predictions;
  DecodeOptions decode;
  bool thumbnails = false;  ///< keep a small JPEG of each image with its result
  int batch_size = 1;       ///< images that go through the network together
  std::string run = {};     ///< written into each result
  std::optional<ActivationOptions> activation = {};  ///< make a map of each image
  bool keep_input = false;                           ///< keep the network's input with each result
  bool keep_logits = false;                          ///< keep the logits with each result
  bool keep_features = false;                        ///< keep the pooled vector with each result
  Augmentation augmentation = Augmentation::kNone;   ///< the views whose mean logits answer
  std::optional<TileGrid> tiles = {};                ///< classify_images: classify these, too
};

/// Runs batches of images through the network. oneDNN may pick other kernels for another batch
/// size, and these may round differently; therefore every batch is run at the full size, a smaller
/// one with unused rows, and an image's scores never depend on its neighbours. An image may come
/// with several views, each of which takes a row: the mean of their logits, and of their pooled
/// vectors, is the image's. Not thread-safe.
class Classifier {
 public:
  /// `model` must outlive the classifier.
  Classifier(const LoadedModel& model, const ClassifyOptions& options);

  int batch_size() const { return session_.batch_size(); }

  /// Returns how the classes of a result are chosen and scored.
  const PredictionOptions& predictions() const { return options_.predictions; }

  /// Returns the results of at most batch_size() images, in order; an activation map is that of an
  /// image's first view. Throws WeightsError if the network's logits are not finite: the checkpoint
  /// is damaged.
  std::vector<ImageResult> classify(std::vector<PreparedImage> images);

 private:
  /// What the network computes of one image.
  struct Computed {
    MeanVector logits;
    MeanVector features;     ///< the pooled vector, if it is kept
    std::vector<float> map;  ///< the last feature map of the first view, if there is a map to make
  };

  std::vector<Computed> compute(std::span<const PreparedImage> images);
  void take_row(std::size_t row, Computed& computed) const;
  void predict(std::span<const float> logits, ImageResult& result) const;
  double score_of(int class_index, std::span<const float> logits,
                  const std::vector<Prediction>& reported) const;
  void add_activation(std::span<const float> logits, std::span<const float> map, KeptPhoto photo,
                      ImageResult& result) const;

  const LoadedModel* model_;
  ClassifyOptions options_;
  Session session_;
  std::vector<float> input_;   ///< batch x 3 x H x W
  std::vector<float> logits_;  ///< batch x classes
  FeatureLayer map_layer_;     ///< the last feature map, if there are activation maps
  int map_side_ = 0;           ///< of its grid
};

}  // namespace resnext
