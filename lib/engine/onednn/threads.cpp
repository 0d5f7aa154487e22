// SPDX-License-Identifier: Apache-2.0
#include "engine/onednn/threads.h"

#include <dlfcn.h>
#include <link.h>

#include <dnnl.h>

#include "base/thread_team.h"
#include "base/unchecked_allocations.h"

namespace resnext {
namespace {

/// A parallel region, as GCC compiles it.
struct Region {
  void (*body)(void*);
  void* data;
};

/// Returns the address at which the file with `code` was loaded.
const void* file_of(const void* code) {
  Dl_info info = {};
  return dladdr(code, &info) != 0 ? info.dli_fbase : nullptr;
}

/// Returns true if oneDNN's code lies at `code`.
bool is_in_onednn(const void* code) {
  static const void* const onednn = file_of(reinterpret_cast<const void*>(&dnnl_version));
  thread_local const void* last_code = nullptr;  // there are few, and each is called often
  thread_local bool last_answer = false;
  if (code != last_code) {
    last_answer = onednn != nullptr && file_of(code) == onednn;
    last_code = code;
  }
  return last_answer;
}

/// Returns the function of that name in the OpenMP library behind this program; null if none is
/// loaded.
template <typename Function>
Function* passed_on(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool runs_a_region() { return ThreadTeam::place().team != nullptr; }

}  // namespace

int use_threads(int threads) { return ThreadTeam::mine().use(threads); }

}  // namespace resnext

// The names and signatures are those of GCC's libgomp (libgomp_g.h, omp.h.in). They must be seen
// from outside, unlike all other code, for oneDNN to find them before libgomp's.
// NOLINTBEGIN(readability-identifier-naming)
#pragma GCC visibility push(default)
extern "C" {

void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags) {
  using namespace resnext;
  if (!is_in_onednn(__builtin_return_address(0))) {
    static auto* const next = passed_on<decltype(GOMP_parallel)>("GOMP_parallel");
    next(body, data, threads, flags);
    return;
  }
  Region region = {body, data};
  ThreadTeam::mine().run(
      threads > 0 ? static_cast<int>(threads) : ThreadTeam::mine().threads(),
      [](void* context, const ThreadTeam::Place&) {
        const auto* const entered = static_cast<const Region*>(context);
        const UncheckedAllocations in_onednn;
        entered->body(entered->data);
      },
      &region);
}

void GOMP_barrier() {
  using namespace resnext;
  static auto* const next = passed_on<decltype(GOMP_barrier)>("GOMP_barrier");
  if (runs_a_region()) {
    ThreadTeam::wait_for_all();
  } else if (next != nullptr) {
    next();
  }
}

int omp_get_thread_num() {
  using namespace resnext;
  static auto* const next = passed_on<decltype(omp_get_thread_num)>("omp_get_thread_num");
  return runs_a_region() ? ThreadTeam::place().share : next != nullptr ? next() : 0;
}

int omp_get_num_threads() {
  using namespace resnext;
  static auto* const next = passed_on<decltype(omp_get_num_threads)>("omp_get_num_threads");
  return runs_a_region() ? ThreadTeam::place().shares : next != nullptr ? next() : 1;
}

int omp_in_parallel() {
  using namespace resnext;
  static auto* const next = passed_on<decltype(omp_in_parallel)>("omp_in_parallel");
  return runs_a_region() ? 1 : next != nullptr ? next() : 0;
}

int omp_get_max_threads() {
  using namespace resnext;
  static auto* const next = passed_on<decltype(omp_get_max_threads)>("omp_get_max_threads");
  if (is_in_onednn(__builtin_return_address(0))) {
    return ThreadTeam::mine().threads();
  }
  return next != nullptr ? next() : 1;
}
}
#pragma GCC visibility pop
// NOLINTEND(readability-identifier-naming)
