// SPDX-License-Identifier: Apache-2.0
#include "training/training_features.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>

#include "base/error.h"
#include "base/files/sha256.h"
#include "training/feature_cache.h"

namespace resnext {
namespace {

/// Returns nothing for a file that can't be read: the pipeline will say why.
std::string content_hash(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return {};
  }
  try {
    return sha256_of_file(path);
  } catch (const CheckpointError&) {
    return {};
  }
}

/// One image, before those that failed are removed.
struct Found {
  std::string hash;
  std::vector<float> values;  ///< empty: not known
  std::optional<ImageFailure> failure;
};

std::vector<CopiedImage> copies_in(std::span<const Found> found, const TrainingSet& set) {
  std::unordered_map<std::string, std::size_t> originals;
  std::vector<CopiedImage> copies;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].values.empty() || found[i].hash.empty()) {
      continue;
    }
    const auto [original, is_new] = originals.emplace(found[i].hash, i);
    if (!is_new) {
      const TrainingImage& first = set.images[original->second];
      copies.push_back({set.images[i].path.string(), first.path.string(),
                        set.images[i].class_index != first.class_index});
    }
  }
  return copies;
}

TrainingFeatures collected(std::vector<Found>& found, const TrainingSet& set,
                           std::size_t record_size, TrainingFeatures features) {
  const auto good = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const Found& f) { return !f.values.empty(); }));
  features.values.reserve(good * record_size);
  features.copies = copies_in(found, set);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string path = set.images[i].path.string();
    if (found[i].failure) {
      features.skipped.push_back({path, *found[i].failure});
    } else if (!found[i].values.empty()) {
      features.values.insert(features.values.end(), found[i].values.begin(), found[i].values.end());
      found[i].values = {};
      features.classes.push_back(set.images[i].class_index);
      features.places.push_back(i);
      features.paths.push_back(path);
    }
  }
  return features;
}

}  // namespace

TrainingFeatures training_features(const LoadedModel& model, const TrainingSet& set,
                                   const FeatureOptions& options, const CacheOptions& cache_options,
                                   StopFlag& stop,
                                   const std::function<void(std::size_t done)>& progress) {
  TrainingFeatures features;
  features.views = std::max<std::size_t>(options.views.size(), 1);
  features.size = static_cast<std::size_t>(model.engine.num_features());
  const std::size_t record_size = features.views * features.size;
  std::optional<FeatureCache> cache;
  if (!cache_options.folder.empty()) {
    cache.emplace(cache_options.folder, cache_options.key, record_size);
    features.cache_problem = cache->problem();
  }
  std::vector<Found> found(set.images.size());
  std::vector<std::size_t> missing;
  std::vector<std::filesystem::path> paths;
  std::size_t done = 0;
  for (std::size_t i = 0; i < found.size() && !stop.is_raised(); ++i) {
    std::vector<float> values(record_size);
    found[i].hash = content_hash(set.images[i].path);
    if (cache && cache->find(found[i].hash, values)) {
      found[i].values = std::move(values);
      ++features.from_cache;
      ++done;
      if (progress) {
        progress(done);
      }
    } else {
      missing.push_back(i);
      paths.push_back(set.images[i].path);
    }
  }
  std::size_t next = 0;
  PathsInOrder source(std::move(paths));
  features.summary = extract_features(model, options, source, stop, [&](ImageFeatures image) {
    Found& target = found[missing[next++]];
    target.failure = image.result.failure;
    target.values = std::move(image.values);
    if (cache && !target.failure && !target.hash.empty()) {
      features.cache_written &= cache->add(target.hash, target.values);
    }
    ++done;
    if (progress) {
      progress(done);
    }
    return true;
  });
  return collected(found, set, record_size, std::move(features));
}

}  // namespace resnext
