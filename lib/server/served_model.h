// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "images/prefetch/memory_budget.h"
#include "images/prefetch/pause_gate.h"
#include "inference/classify.h"
#include "inference/run_id.h"
#include "server/batch_queue.h"
#include "server/metrics.h"
#include "server/worker_pool.h"

// A model that answers requests.
namespace resnext {

/// What a client wants to know of an image.
struct ImageOrder {
  int top_k = 5;
  bool cam = false;       ///< a class activation map
  bool features = false;  ///< the pooled vector
};

/// What came of an image.
struct ImageAnswer {
  ImageResult result;
  std::string error =
      {};  ///< why the server could not classify it, if that is not the image's fault
};

using Answered = std::function<void(ImageAnswer)>;

struct ServedModelOptions {
  RunSettings settings = {};               ///< as the command has them: batch_size, decode, more
  std::chrono::milliseconds max_delay{0};  ///< see BatchQueue
};

/// What all models share.
struct Workshop {
  WorkerPool& workers;
  Metrics& metrics;
  std::mutex network = {};                     ///< one network runs at a time, with all its threads
  PauseGate gate = {};                         ///< closed meanwhile: decoding waits
  MemoryBudget pixels{std::int64_t{1} << 30};  ///< bytes of decoded images
};

/// Decodes images in the workers and runs them through the network in a thread of its own, in
/// batches of one fixed size, so that an image's record doesn't depend on what else is asked for.
class ServedModel {
 public:
  /// Longer side of a class activation map's picture, in pixels.
  static constexpr int kMapSide = 512;

  /// Starts the thread. `opened` is not needed afterwards; `workshop` must outlive the model.
  ServedModel(const OpenedModel& opened, LoadedModel model, const ServedModelOptions& options,
              Workshop& workshop);
  /// Waits for the thread; all images must have been answered.
  ~ServedModel();
  ServedModel(const ServedModel&) = delete;
  ServedModel& operator=(const ServedModel&) = delete;

  const LoadedModel& model() const { return model_; }
  const std::string& id() const { return model_.config.id; }
  int batch_size() const { return settings_.batch_size; }

  /// Returns the run that records name: that of the command with the same options.
  std::string run_name(const ImageOrder& order) const;

  /// Classifies an image and calls `done` in one of the workers. Thread-safe.
  void classify(ImageInput input, const ImageOrder& order, Answered done);

 private:
  struct QueuedImage {
    PreparedImage image;
    ImageOrder order;
    Answered done;
  };

  void prepare(const ImageInput& input, const ImageOrder& order, Answered done);
  void work();
  void run(std::vector<QueuedImage> batch);
  ImageAnswer finish(ImageResult result, const ImageOrder& order) const;

  Workshop& workshop_;
  LoadedModel model_;
  RunSettings settings_;
  std::chrono::milliseconds max_delay_;
  RunNames runs_;
  Classifier classifier_;
  BatchQueue<QueuedImage> queue_;
  std::thread thread_;
};

}  // namespace resnext
