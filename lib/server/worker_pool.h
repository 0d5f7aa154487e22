// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

// Threads that do what they are given.
namespace resnext {

/// Runs tasks in the order in which they were posted, several at a time. Thread-safe.
class WorkerPool {
 public:
  using Task = std::function<void()>;

  /// Starts the threads: fewer where the system does not let the process have so many. Throws Error
  /// if not even one can be started.
  explicit WorkerPool(int threads);
  /// Runs what has been posted, then joins the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Adds a task, which must not throw.
  void post(Task task);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace resnext
