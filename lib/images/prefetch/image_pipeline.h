// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "images/prefetch/prepared_image.h"

// Prepares images in threads and hands them out in order.
namespace resnext {

using PrepareImage = std::function<PreparedImage(const ImageInput&)>;

struct PipelineOptions {
  int workers = 1;          ///< threads that prepare images
  std::size_t window = 16;  ///< most images in the pipeline at once
  /// How long an incomplete batch waits for an image that is being prepared.
  std::chrono::milliseconds patience{500};
  PauseGate* gate = nullptr;  ///< closed while the caller works on a batch; may be nullptr
};

/// Prepares images in threads of its own and hands them out in the source's order. One thread
/// lists, `workers` prepare, the caller consumes; `window` bounds what lies between them, prepared
/// or not. While the caller works on a batch, the gate stops the workers, which leaves it the
/// processors.
class ImagePipeline {
 public:
  /// Starts the threads: fewer workers where the system does not let the process have so many. All
  /// arguments must outlive the pipeline. `stop` must be the flag that ends the waits of `source`
  /// and `prepare`. Throws Error, with `stop` raised, if not even one worker can be started.
  ImagePipeline(ImageSource& source, PrepareImage prepare, const PipelineOptions& options,
                StopFlag& stop);
  /// Joins the threads; raises the stop flag first if not all images were handed out.
  ~ImagePipeline();
  ImagePipeline(const ImagePipeline&) = delete;
  ImagePipeline& operator=(const ImagePipeline&) = delete;

  /// Returns up to `most` images: blocks until the first is ready, then takes more only while they
  /// are at hand. Does not wait for a source that itself waits for input, so that a lone image is
  /// answered at once. Returns none at the end, or once the stop flag is raised. Throws what the
  /// source or `prepare` threw, after all images before it.
  std::vector<PreparedImage> next_batch(std::size_t most);

 private:
  enum class State { kListed, kInPreparation, kReady };
  struct Slot {
    State state = State::kListed;
    ImageInput input;
    PreparedImage image;
    std::exception_ptr error;  ///< what prepare_ threw
  };

  void start_threads();
  void end_threads();
  void list(ImageSource& source);
  void prepare();
  bool is_ready() const { return !slots_.empty() && slots_.front().state == State::kReady; }
  bool is_at_end() const { return slots_.empty() && listed_; }
  void wait_for_first(std::unique_lock<std::mutex>& lock);
  void wait_for_another(std::unique_lock<std::mutex>& lock);

  ImageSource* source_;
  PrepareImage prepare_;
  PipelineOptions options_;
  StopFlag* stop_;

  std::mutex mutex_;
  std::condition_variable room_;      ///< for the listing thread
  std::condition_variable work_;      ///< for the workers
  std::condition_variable changed_;   ///< for the consumer
  std::deque<Slot> slots_;            ///< the window; the first is handed out next
  std::size_t untouched_ = 0;         ///< index of the first listed slot that no worker has taken
  bool listed_ = false;               ///< the source has ended
  std::exception_ptr listing_error_;  ///< what ended it early
  std::vector<std::thread> threads_;
};

}  // namespace resnext
