// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "inference/extract_features.h"
#include "training/training_set.h"

// Computes the features of a training set.
namespace resnext {

/// Where features are kept; nowhere if the folder is empty.
struct CacheOptions {
  std::filesystem::path folder;
  std::string key;  ///< everything but the image that decides the features
};

/// An image that is left out of training.
struct SkippedImage {
  std::string path;
  ImageFailure failure;
};

/// An image file with the same bytes as an earlier one.
struct CopiedImage {
  std::string path;
  std::string original;
  bool other_class = false;  ///< than the original's
};

/// The features of a training set's images; those that can't be read are left out.
struct TrainingFeatures {
  std::size_t size = 0;             ///< floats a view
  std::size_t views = 1;            ///< rows an image
  std::vector<float> values;        ///< images x views x size
  std::vector<int> classes;         ///< one an image
  std::vector<std::size_t> places;  ///< of each image in TrainingSet::images
  std::vector<std::string> paths;   ///< one an image
  std::vector<SkippedImage> skipped;
  std::vector<CopiedImage> copies;  ///< they are trained on nevertheless
  std::size_t from_cache = 0;       ///< images whose features had been computed before
  bool cache_written = true;        ///< false if the cache could not be written to
  std::string cache_problem;        ///< why not; may be empty
  RunSummary summary;               ///< of the images that were computed
};

/// Computes the features that the cache does not have, through the same pipeline as classification.
/// If `stop` is raised meanwhile, the result is incomplete, but the cache keeps what is done. Calls
/// `progress` with the number of images done.
TrainingFeatures training_features(const LoadedModel& model, const TrainingSet& set,
                                   const FeatureOptions& options, const CacheOptions& cache,
                                   StopFlag& stop,
                                   const std::function<void(std::size_t done)>& progress = {});

}  // namespace resnext
