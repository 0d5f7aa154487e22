// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/image_pipeline.h"

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

constexpr auto kStopCheck = std::chrono::milliseconds(100);
constexpr auto kIdleCheck = std::chrono::milliseconds(2);
}  // namespace

ImagePipeline::ImagePipeline(ImageSource& source, PrepareImage prepare,
                             const PipelineOptions& options, StopFlag& stop)
    : source_(&source), prepare_(std::move(prepare)), options_(options), stop_(&stop) {
  options_.window = std::max<std::size_t>(options_.window, 1);
  constexpr std::size_t kFewest = 2;  // one lists, one prepares
  try {
    start_threads();
  } catch (const std::system_error& error) {
    if (threads_.size() >= kFewest) return;  // fewer workers do
    end_threads();
    throw Error(fmt::format(
        "can't start a thread to read images: {}; raise the limit on processes (ulimit -u, or the "
        "container's pids limit) or on memory (ulimit -v)",
        error.code().message()));
  } catch (const std::bad_alloc&) {
    if (threads_.size() >= kFewest) return;
    end_threads();
    throw;
  }
}

void ImagePipeline::start_threads() {
  const int workers = std::max(options_.workers, 1);
  threads_.reserve(static_cast<std::size_t>(workers) + 1);
  threads_.emplace_back([this] { list(*source_); });
  for (int i = 0; i < workers; ++i) {
    threads_.emplace_back([this] { this->prepare(); });
  }
}

ImagePipeline::~ImagePipeline() { end_threads(); }

void ImagePipeline::end_threads() {
  {
    const std::scoped_lock lock(mutex_);
    if (!is_at_end() || listing_error_) stop_->raise();
  }
  if (options_.gate != nullptr) options_.gate->open();
  room_.notify_all();
  work_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ImagePipeline::list(ImageSource& source) {
  std::unique_lock lock(mutex_);
  try {
    while (true) {
      room_.wait(lock, [this] { return slots_.size() < options_.window || stop_->is_raised(); });
      if (stop_->is_raised()) {
        break;
      }
      lock.unlock();
      std::optional<ImageInput> input = source.next();
      lock.lock();
      if (!input) {
        break;
      }
      slots_.emplace_back().input = std::move(*input);
      work_.notify_one();
      changed_.notify_one();
    }
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    listing_error_ = std::current_exception();
  }
  listed_ = true;
  work_.notify_all();
  changed_.notify_one();
}

void ImagePipeline::prepare() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock,
               [this] { return untouched_ < slots_.size() || listed_ || stop_->is_raised(); });
    if (stop_->is_raised() || untouched_ == slots_.size()) {
      return;
    }
    Slot& slot = slots_[untouched_++];  // a deque's elements stay where they are
    slot.state = State::kInPreparation;
    const ImageInput input = std::move(slot.input);
    lock.unlock();
    PreparedImage image;
    std::exception_ptr error;
    try {
      image = prepare_(input);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    slot.image = std::move(image);
    slot.error = error;
    slot.state = State::kReady;
    changed_.notify_one();
  }
}

void ImagePipeline::wait_for_first(std::unique_lock<std::mutex>& lock) {
  while (!is_ready() && !is_at_end() && !stop_->is_raised()) {
    changed_.wait_for(lock, kStopCheck);  // a signal handler that raises the flag can't notify
  }
}

void ImagePipeline::wait_for_another(std::unique_lock<std::mutex>& lock) {
  const auto deadline = std::chrono::steady_clock::now() + options_.patience;
  while (!is_ready() && !is_at_end() && !stop_->is_raised()) {
    const auto now = std::chrono::steady_clock::now();
    if (slots_.empty() ? source_->is_waiting() : now >= deadline) {
      return;
    }
    if (slots_.empty()) {
      changed_.wait_for(lock, kIdleCheck);  // a source does not notify when it begins to wait
    } else {
      changed_.wait_for(lock, std::min<std::chrono::nanoseconds>(kStopCheck, deadline - now));
    }
  }
}

std::vector<PreparedImage> ImagePipeline::next_batch(std::size_t most) {
  if (options_.gate != nullptr) options_.gate->open();
  std::vector<PreparedImage> batch;
  std::unique_lock lock(mutex_);
  while (batch.size() < most) {
    batch.empty() ? wait_for_first(lock) : wait_for_another(lock);
    if (stop_->is_raised() || !is_ready()) {
      break;
    }
    Slot& first = slots_.front();
    if (first.error) {
      if (batch.empty()) std::rethrow_exception(first.error);
      break;
    }
    batch.push_back(std::move(first.image));
    slots_.pop_front();
    --untouched_;
    room_.notify_one();
  }
  if (batch.empty() && is_at_end() && listing_error_ && !stop_->is_raised()) {
    std::rethrow_exception(listing_error_);
  }
  if (options_.gate != nullptr && !batch.empty()) options_.gate->close();
  return batch;
}

}  // namespace resnext
