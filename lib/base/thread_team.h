// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

#include "base/cpu_contention.h"

// Divides work among threads without holding up other processes that want the CPUs.
namespace resnext {

/// A thread and its helpers, which run the shares of one piece of work after another. Every thread
/// has a team of its own, at first without helpers.
///
/// Shares belong to no thread in particular: each goes to whoever is free first, so that a thread
/// that has lost its CPU to another process holds up at most the share it has begun. Threads
/// without work spin for a millisecond, less where CPUs are contended, then sleep.
class ThreadTeam {
 public:
  /// One share of a piece of work, as the thread that runs it sees it.
  struct Place {
    int share = 0;
    int shares = 1;
    int thread = 0;  ///< 0 for the team's own thread, then its helpers; for scratch memory
    ThreadTeam* team = nullptr;  ///< null outside any work
  };

  /// Runs the share in `place`.
  using Work = void (*)(void* context, const Place& place);

  ThreadTeam() = default;
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;
  ~ThreadTeam();

  /// Returns the team of the calling thread.
  static ThreadTeam& mine();

  /// Returns what the calling thread is running.
  static const Place& place();

  /// Lets `threads` threads, this one included, run what follows, and starts those that are
  /// missing. Returns how many there are: fewer than asked for where the system refuses to start
  /// more. At least 1.
  int use(int threads);

  /// Returns the number of threads in use, this one included.
  int threads() const { return threads_; }

  /// Runs `shares` (1 to 2^24 - 1) shares, each once; returns when all are done, or throws the
  /// first exception that one of them threw (with one thread at once). Within a share, a nested
  /// call runs its shares one after another.
  void run(int shares, Work work, void* context);

  /// Waits until all shares of the calling thread's work have come here. Only for work that has no
  /// more shares than its team has threads.
  static void wait_for_all();

 private:
  void help(int thread);
  void take_shares(int thread);
  void run_share(const Place& place);
  void meet(std::uint32_t shares);
  /// Returns when `value` is no longer `old`.
  void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) const;

  std::vector<std::thread> helpers_;
  int threads_ = 1;
  Work work_ = nullptr;
  void* context_ = nullptr;

  // Each in a cache line of its own. 32 bits is what Linux can wait for.
  alignas(64) std::atomic<std::uint64_t> ticket_ = 0;      ///< threads, shares, next share
  alignas(64) std::atomic<std::uint32_t> started_ = 0;     ///< counts pieces of work
  alignas(64) std::atomic<std::uint32_t> unfinished_ = 0;  ///< shares
  std::atomic<bool> failed_ = false;
  std::exception_ptr failure_;  ///< of the first share that failed; set if failed_
  alignas(64) std::atomic<std::uint32_t> waiting_ = 0;  ///< shares in wait_for_all()
  std::atomic<std::uint32_t> meetings_ = 0;             ///< counts returns from wait_for_all()
  std::atomic<bool> ended_ = false;
  CpuContention contention_;
};

/// Calls work(place) for each of `shares` shares of the calling thread's team. Throws what `work`
/// throws first, when all shares are done.
template <typename Function>
void run_shares(int shares, const Function& work) {
  ThreadTeam::mine().run(
      shares,
      [](void* context, const ThreadTeam::Place& place) {
        (*static_cast<const Function*>(context))(place);
      },
      const_cast<void*>(static_cast<const void*>(&work)));
}

/// Cuts [0, count) into ranges, several for each thread, and calls work(begin, end) for each.
/// Throws what `work` throws first, when all are done.
template <typename Function>
void run_ranges(std::int64_t count, const Function& work) {
  constexpr int kRangesPerThread = 4;
  const std::int64_t ranges =
      std::min<std::int64_t>(count, std::int64_t{kRangesPerThread} * ThreadTeam::mine().threads());
  run_shares(static_cast<int>(ranges), [&](const ThreadTeam::Place& place) {
    work(count * place.share / ranges, count * (place.share + 1) / ranges);
  });
}

}  // namespace resnext
