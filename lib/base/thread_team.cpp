// SPDX-License-Identifier: Apache-2.0
#include "base/thread_team.h"

#include <chrono>
#include <new>
#include <system_error>
#include <utility>

#include "base/signal_stack.h"

namespace resnext {
namespace {

using Clock = std::chrono::steady_clock;

/// How long a thread spins before it sleeps: long enough for the other shares of a layer on an idle
/// machine, where a wake-up costs more than that in a virtual machine; briefly where the CPUs are
/// shared, since spinning takes time from those who have work.
constexpr std::chrono::microseconds kShortSpin(50);
constexpr std::chrono::microseconds kLongSpin(1000);

constexpr int kNextBits = 24;
constexpr int kSharesBits = 24;
constexpr std::uint64_t kNextMask = (std::uint64_t{1} << kNextBits) - 1;

/// What is left of a piece of work, as one number that threads change together.
struct Ticket {
  explicit Ticket(std::uint64_t bits)
      : next(static_cast<int>(bits & kNextMask)),
        shares(static_cast<int>(bits >> kNextBits & kNextMask)),
        threads(static_cast<int>(bits >> (kNextBits + kSharesBits))) {}

  static std::uint64_t first(int shares, int threads) {
    return static_cast<std::uint64_t>(threads) << (kNextBits + kSharesBits) |
           static_cast<std::uint64_t>(shares) << kNextBits;
  }

  int next;     ///< the first share that nobody has taken
  int shares;   ///< of the whole work
  int threads;  ///< that may take part
};

thread_local ThreadTeam::Place current_place;

/// Sets the calling thread's place while it lives.
class PlaceScope {
 public:
  explicit PlaceScope(const ThreadTeam::Place& place) : outer_(current_place) {
    current_place = place;
  }
  PlaceScope(const PlaceScope&) = delete;
  PlaceScope& operator=(const PlaceScope&) = delete;
  ~PlaceScope() { current_place = outer_; }

 private:
  ThreadTeam::Place outer_;
};

void pause_briefly() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Spins until `value` is no longer `old`, and returns true; false at `end`.
bool spin_until(Clock::time_point end, const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  constexpr int kPausesBetweenLooks = 32;  // looking at the clock costs about as much
  do {
    for (int i = 0; i < kPausesBetweenLooks; ++i) {
      if (value.load(std::memory_order_acquire) != old) {
        return true;
      }
      pause_briefly();
    }
  } while (Clock::now() < end);
  return false;
}

}  // namespace

ThreadTeam& ThreadTeam::mine() {
  thread_local ThreadTeam team;
  return team;
}

const ThreadTeam::Place& ThreadTeam::place() { return current_place; }

ThreadTeam::~ThreadTeam() {
  ended_.store(true);
  started_.fetch_add(1);
  started_.notify_all();
  for (std::thread& helper : helpers_) {
    helper.join();
  }
}

int ThreadTeam::use(int threads) {
  const auto wanted = static_cast<std::size_t>(std::max(threads, 1)) - 1;
  try {
    while (helpers_.size() < wanted) {
      const int thread = static_cast<int>(helpers_.size()) + 1;
      helpers_.emplace_back([this, thread] { help(thread); });
    }
  } catch (const std::system_error&) {  // a limit on processes, or no memory for a stack
  } catch (const std::bad_alloc&) {
  }
  threads_ = static_cast<int>(std::min(helpers_.size(), wanted)) + 1;
  return threads_;
}

void ThreadTeam::run(int shares, Work work, void* context) {
  if (current_place.team != nullptr || threads_ == 1 || shares <= 1) {
    const int thread = current_place.thread;
    for (int share = 0; share < shares; ++share) {
      const PlaceScope scope({share, shares, thread, this});
      work(context, current_place);
    }
    return;
  }
  work_ = work;
  context_ = context;
  unfinished_.store(static_cast<std::uint32_t>(shares), std::memory_order_relaxed);
  ticket_.store(Ticket::first(shares, threads_), std::memory_order_release);
  started_.fetch_add(1);
  started_.notify_all();
  take_shares(0);
  std::uint32_t left = 0;
  while ((left = unfinished_.load(std::memory_order_acquire)) != 0) {
    wait_for_change(unfinished_, left);
  }
  if (failed_.exchange(false)) {
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }
}

void ThreadTeam::wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) const {
  const Clock::time_point start = Clock::now();
  if (spin_until(start + kShortSpin, value, old) ||
      (!contention_.is_recent() && spin_until(start + kLongSpin, value, old))) {
    return;
  }
  value.wait(old, std::memory_order_acquire);
}

void ThreadTeam::run_share(const Place& place) {
  const PlaceScope scope(place);
  const CpuContention::Watch watch(contention_);
  try {
    work_(context_, place);
  } catch (...) {
    if (!failed_.exchange(true)) {
      failure_ = std::current_exception();
    }
  }
}

/// Takes shares and runs them until none is left. A ticket with a share left is always that of the
/// current work, whose function was stored before it.
void ThreadTeam::take_shares(int thread) {
  std::uint64_t bits = ticket_.load(std::memory_order_acquire);
  for (;;) {
    const Ticket ticket(bits);
    if (ticket.next >= ticket.shares || thread >= ticket.threads) {
      return;
    }
    if (!ticket_.compare_exchange_weak(bits, bits + 1, std::memory_order_acq_rel)) {
      continue;
    }
    run_share({ticket.next, ticket.shares, thread, this});
    if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      unfinished_.notify_one();
    }
    bits = ticket_.load(std::memory_order_acquire);
  }
}

void ThreadTeam::help(int thread) {
  use_signal_stack();
  std::uint32_t seen = 0;
  while (!ended_.load()) {
    wait_for_change(started_, seen);
    seen = started_.load(std::memory_order_acquire);
    take_shares(thread);
  }
}

void ThreadTeam::wait_for_all() {
  if (current_place.team != nullptr && current_place.shares > 1) {
    current_place.team->meet(static_cast<std::uint32_t>(current_place.shares));
  }
}

void ThreadTeam::meet(std::uint32_t shares) {
  const std::uint32_t meeting = meetings_.load(std::memory_order_acquire);
  if (waiting_.fetch_add(1, std::memory_order_acq_rel) + 1 == shares) {
    waiting_.store(0, std::memory_order_relaxed);
    meetings_.fetch_add(1, std::memory_order_acq_rel);
    meetings_.notify_all();
  } else {
    wait_for_change(meetings_, meeting);
  }
}

}  // namespace resnext
