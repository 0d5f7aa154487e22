#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "inference/extract_features.h"
#include "training/training_set.h"

namespace resnext {

/// Where features are kept; an empty folder: nowhere.
struct CacheOptions {
  std::filesystem::path folder;
  std::string key;  ///< everything but the image that decides the features
};

/// An image that is left out of training.
struct SkippedImage {
  std::string path;
  ImageFailure failure;
};

/// An image file with the same bytes as another one before it.
struct CopiedImage {
  std::string path;
  std::string original;
  bool other_class = false;  ///< than the original's
};

/// The features of a training set's images; those that can't be read are left out.
struct TrainingFeatures {
  std::size_t size = 0;            ///< floats a view
  std::size_t views = 1;           ///< rows an image
  std::vector<float> values;       ///< images x views x size
  std::vector<int> classes;        ///< one an image
  std::vector<std::string> paths;  ///< one an image
  std::vector<SkippedImage> skipped;
  std::vector<CopiedImage> copies;  ///< they count all the same
  std::size_t from_cache = 0;       ///< images whose features had been computed before
  bool cache_written = true;        ///< false if the cache could not be written to
  RunSummary summary;               ///< of the images that were computed
};

/// Computes what the cache does not have, over the same pipeline as classification. If `stop` is
/// raised meanwhile, the images that are done are in the cache, and what is returned is of no use.
/// `progress` hears how many images are done.
TrainingFeatures training_features(const LoadedModel& model, const TrainingSet& set,
                                   const FeatureOptions& options, const CacheOptions& cache,
                                   StopFlag& stop,
                                   const std::function<void(std::size_t done)>& progress = {});

}  // namespace resnext
