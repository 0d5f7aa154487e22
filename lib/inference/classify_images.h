// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "images/source/image_source.h"
#include "inference/classify.h"

// Classifies images from a source: reading, decoding and the network side by side.
namespace resnext {

/// Counts of the images of a run.
struct RunSummary {
  std::uint64_t done = 0;                         ///< images with a record, failures included
  std::uint64_t failed = 0;                       ///< of these, the failures
  std::map<std::string, std::uint64_t> failures;  ///< how many of each ImageFailure::code
  double seconds = 0;                             ///< from the first read to the last record
};

/// Counts results as they come. Time starts with its construction.
class RunClock {
 public:
  void count(const ImageResult& result);
  const RunSummary& summary() const { return summary_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  RunSummary summary_;
};

/// Receives each image's result in input order; returns false to end the run after it.
using ResultSink = std::function<bool(const ImageResult& result)>;

/// Reads, decodes and resizes in as many threads as the model has, beside the network, and gives
/// one result for each input to `sink`, in input order and at once. Memory is bounded by the batch
/// size and the threads, whatever the number of images or their size. Stops
/// after the current batch when the stop flag is raised, which `source` must share. Throws what the
/// source or the sink throws, and WeightsError as Classifier does.
RunSummary classify_images(const LoadedModel& model, const ClassifyOptions& options,
                           ImageSource& source, StopFlag& stop, const ResultSink& sink);

}  // namespace resnext
