// SPDX-License-Identifier: Apache-2.0
#include "engine/thread_count.h"

#include <omp.h>

#include <algorithm>

#include "base/cpu_count.h"

namespace resnext {

int resolve_threads(int asked) {
  return std::min(asked > 0 ? asked : usable_cpus(), omp_get_thread_limit());
}

}  // namespace resnext
