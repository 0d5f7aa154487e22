// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "api/model.h"
#include "base/stop_flag.h"
#include "inference/classify.h"
#include "resnext/resnext.h"

/// A model's network for one batch size, and the call that is running.
struct resnext_session {
 public:
  /// Throws as read_versioned, and ArgumentError for options that make no sense.
  resnext_session(std::shared_ptr<const resnext::api::Model> model,
                  const resnext_session_options& options);

  /// Returns a result for each image, in order. Throws ArgumentError for images that make no sense
  /// and if a call is running, Cancelled, and as Classifier::classify.
  std::vector<resnext::ImageResult> classify(std::vector<resnext::ImageInput> inputs);

  /// Ends the call that is running. Thread-safe.
  void cancel();

 private:
  class Running;

  std::vector<resnext::ImageResult> classify_one(const resnext::ImageInput& input,
                                                 const resnext::StopFlag& stop);
  std::vector<resnext::ImageResult> classify_all(std::vector<resnext::ImageInput> inputs,
                                                 resnext::StopFlag& stop);

  std::shared_ptr<const resnext::api::Model> model_;
  resnext::ClassifyOptions options_;
  resnext::Classifier classifier_;
  std::mutex mutex_;
  resnext::StopFlag* running_ = nullptr;  ///< of the call that is running; guarded by mutex_
};
