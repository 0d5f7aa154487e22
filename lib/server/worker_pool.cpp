// SPDX-License-Identifier: Apache-2.0
#include "server/worker_pool.h"

#include <system_error>

#include "base/error.h"

namespace resnext {

WorkerPool::WorkerPool(int threads) {
  try {
    while (static_cast<int>(threads_.size()) < threads) {
      threads_.emplace_back([this] { work(); });
    }
  } catch (const std::system_error& error) {
    if (threads_.empty()) {
      throw Error(std::string("can't start a thread to decode images: ") + error.what() +
                  "; raise the limit on processes (ulimit -u, or the container's pids limit)");
    }
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void WorkerPool::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !tasks_.empty() || closed_; });
    if (tasks_.empty()) {
      return;
    }
    {
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }  // what the task held goes before the next one
    lock.lock();
  }
}

}  // namespace resnext
