// SPDX-License-Identifier: Apache-2.0
#include "base/thread_limit.h"

#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace resnext {

int startable_threads(int wanted) {
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  std::vector<std::thread> threads;
  try {
    for (int i = 0; i < wanted; ++i) {
      threads.emplace_back([&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&ended] { return ended; });
      });
    }
  } catch (const std::system_error&) {  // a limit on processes, or no memory for a stack
  } catch (const std::bad_alloc&) {
  }
  {
    const std::scoped_lock lock(mutex);
    ended = true;
  }
  changed.notify_all();
  for (std::thread& thread : threads) {
    thread.join();
  }
  return static_cast<int>(threads.size());
}

}  // namespace resnext
